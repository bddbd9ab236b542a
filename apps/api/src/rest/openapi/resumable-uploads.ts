import { failure, json, ref } from './parts.ts'

const header = (name: string, schema: object, description: string, required = true) => ({
  name,
  in: 'header',
  required,
  schema,
  description,
})
const shown = (description: string) => ({
  description,
  ...json(ref('ResumableUpload'), {
    upload: {
      id: 'upl_01k…',
      dataset: 'ds_01k…',
      name: 'tickets.csv',
      bytes_total: 52_428_800,
      bytes_received: 8_388_608,
      part_bytes: null,
      expires_at: '2026-11-30T08:00:00.000Z',
      dataset_version: null,
    },
  }),
})

const count = { type: 'integer', minimum: 0 }
const spokenVersion = header('Tus-Resumable', { const: '1.0.0' }, 'The version of the tus protocol.')
const upload = { name: 'upload', in: 'path', required: true, schema: { type: 'string' }, example: 'upl_01k…' }
const gone = failure('No such upload: another workspace’s, cancelled, or silent for a day.')

export const resumableUploadSchema = {
  type: 'object',
  properties: {
    upload: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        dataset: { type: 'string' },
        name: { type: 'string' },
        bytes_total: count,
        bytes_received: { ...count, description: 'The offset that is wanted next.' },
        part_bytes: {
          type: ['integer', 'null'],
          description: 'Of the parts that go straight to the object store; null: send them with PATCH.',
        },
        expires_at: { type: 'string', format: 'date-time' },
        dataset_version: { type: ['string', 'null'], description: 'Once all of it has arrived.' },
      },
    },
  },
}

/** `POST /v1/datasets/{dataset}/uploads`. */
export const beginResumableUpload = {
  operationId: 'beginResumableUpload',
  tags: ['Data'],
  summary: 'Begin an upload that survives lost connections',
  description:
    'The tus protocol 1.0 with creation, checksum, expiration and termination; any tus client will do. What the server has acknowledged is durable.',
  parameters: [
    { name: 'dataset', in: 'path', required: true, schema: { type: 'string' } },
    spokenVersion,
    header('Upload-Length', { type: 'integer', minimum: 1 }, 'Bytes of the whole file.'),
    header(
      'Upload-Metadata',
      { type: 'string' },
      'Pairs `name base64`, with commas between them: filename, sha256 (hex, of the whole), and what PUT takes in its query (labelColumn …).',
      false,
    ),
  ],
  responses: {
    201: shown('Begun; Location is where its bytes go.'),
    402: failure('The plan has no storage left for a file of this size.'),
    404: failure('No such dataset.'),
    413: failure('Larger than a file may be.'),
    415: failure('A kind of file that cannot be read.'),
  },
}

export const resumableUploadPaths = {
  '/v1/uploads/{upload}': {
    get: {
      operationId: 'getResumableUpload',
      tags: ['Data'],
      summary: 'How far an upload is',
      description: 'HEAD answers the same in the headers Upload-Offset and Upload-Length.',
      parameters: [upload],
      responses: { 200: shown('As far as it is durable.'), 404: gone },
    },
    patch: {
      operationId: 'appendToResumableUpload',
      tags: ['Data'],
      summary: 'Send the next bytes',
      description: 'With the last of them the dataset version is queued; X-Dataset-Version names it.',
      parameters: [
        upload,
        spokenVersion,
        header('Upload-Offset', count, 'Where in the file the body begins.'),
        header(
          'Upload-Checksum',
          { type: 'string' },
          'sha1, sha256 or md5 and the digest of the body in Base64. Without it, what arrives of a body that breaks off is kept.',
          false,
        ),
      ],
      requestBody: {
        required: true,
        content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        204: { description: 'Durable up to Upload-Offset.' },
        404: gone,
        409: failure('Another offset is wanted next.'),
        413: failure('More bytes than the upload was begun with.'),
        460: failure('The bytes arrived changed; nothing of them was kept.'),
      },
    },
    delete: {
      operationId: 'cancelResumableUpload',
      tags: ['Data'],
      summary: 'Take an upload back',
      parameters: [upload, spokenVersion],
      responses: { 204: { description: 'Gone, with all that had arrived.' }, 404: gone },
    },
  },
  '/v1/uploads/{upload}/finish': {
    post: {
      operationId: 'finishResumableUpload',
      tags: ['Data'],
      summary: 'Make the dataset version of an upload that has arrived',
      description: 'For clients whose last answer was lost; the same version however often it is asked for.',
      parameters: [upload],
      responses: {
        200: shown('Stored, checked, and its ingest queued.'),
        404: gone,
        409: failure('Bytes are missing.'),
        422: failure('Not what its SHA-256 says; the upload is gone.'),
      },
    },
  },
}
