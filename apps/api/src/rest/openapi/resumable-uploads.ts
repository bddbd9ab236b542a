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
const spokenVersion = header('Tus-Resumable', { const: '1.0.0' }, 'Version of the tus protocol.')
const upload = { name: 'upload', in: 'path', required: true, schema: { type: 'string' }, example: 'upl_01k…' }
const gone = failure(
  'No such upload. It was cancelled, got no data for a day, or belongs to another workspace.',
)

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
        bytes_received: { ...count, description: 'The offset to send next.' },
        part_bytes: {
          type: ['integer', 'null'],
          description:
            'Part size when parts go straight to the object store. If null, send the bytes with PATCH.',
        },
        expires_at: { type: 'string', format: 'date-time' },
        dataset_version: { type: ['string', 'null'], description: 'Set once the whole file has arrived.' },
      },
    },
  },
}

/** `POST /v1/datasets/{dataset}/uploads`. */
export const beginResumableUpload = {
  operationId: 'beginResumableUpload',
  tags: ['Data'],
  summary: 'Start a resumable upload',
  description:
    'For uploads that survive lost connections. Implements tus 1.0 with the creation, checksum, expiration and termination extensions, so any tus client works. Acknowledged bytes are durable.',
  parameters: [
    { name: 'dataset', in: 'path', required: true, schema: { type: 'string' } },
    spokenVersion,
    header('Upload-Length', { type: 'integer', minimum: 1 }, 'Size of the whole file in bytes.'),
    header(
      'Upload-Metadata',
      { type: 'string' },
      'Comma-separated `name base64` pairs: filename, sha256 (hex, of the whole file), and the query parameters of PUT (labelColumn …).',
      false,
    ),
  ],
  responses: {
    201: shown('Upload started. Send its bytes to the URL in `Location`.'),
    402: failure('The plan does not have enough storage left for this file.'),
    404: failure('No such dataset.'),
    413: failure('The file is larger than allowed.'),
    415: failure('Unsupported file type.'),
  },
}

export const resumableUploadPaths = {
  '/v1/uploads/{upload}': {
    get: {
      operationId: 'getResumableUpload',
      tags: ['Data'],
      summary: 'Get the progress of an upload',
      description: 'HEAD returns the same in the `Upload-Offset` and `Upload-Length` headers.',
      parameters: [upload],
      responses: { 200: shown('The upload, counting durable bytes only.'), 404: gone },
    },
    patch: {
      operationId: 'appendToResumableUpload',
      tags: ['Data'],
      summary: 'Send the next bytes of an upload',
      description: 'The last bytes queue the dataset version, whose ID is returned in `X-Dataset-Version`.',
      parameters: [
        upload,
        spokenVersion,
        header('Upload-Offset', count, 'Position in the file where the body begins.'),
        header(
          'Upload-Checksum',
          { type: 'string' },
          'sha1, sha256 or md5, and the Base64 digest of the body. Without it, what arrived of an interrupted body is kept.',
          false,
        ),
      ],
      requestBody: {
        required: true,
        content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        204: { description: 'Durable up to `Upload-Offset`.' },
        404: gone,
        409: failure('The offset is not the one expected next.'),
        413: failure('More bytes than `Upload-Length` announced.'),
        460: failure('The checksum does not match. None of these bytes were kept.'),
      },
    },
    delete: {
      operationId: 'cancelResumableUpload',
      tags: ['Data'],
      summary: 'Cancel an upload',
      parameters: [upload, spokenVersion],
      responses: { 204: { description: 'Cancelled; everything received is deleted.' }, 404: gone },
    },
  },
  '/v1/uploads/{upload}/finish': {
    post: {
      operationId: 'finishResumableUpload',
      tags: ['Data'],
      summary: 'Finish an upload',
      description:
        'Creates the dataset version of an upload that has fully arrived, for clients that missed the last response. Repeated calls return the same version.',
      parameters: [upload],
      responses: {
        200: shown('Stored, verified and queued for ingestion.'),
        404: gone,
        409: failure('Some bytes are missing.'),
        422: failure('The file does not match its SHA-256. The upload was deleted.'),
      },
    },
  },
}
