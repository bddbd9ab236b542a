import { failure, failures, json, ref } from './parts.ts'
import { beginResumableUpload, resumableUploadPaths } from './resumable-uploads.ts'

const reportLeakedKey = {
  post: {
    operationId: 'reportLeakedKey',
    tags: ['Keys'],
    security: [],
    summary: 'End an API key that was found in public',
    description:
      'Whoever holds a key may end it, without signing in: it is refused from then on, and the people who manage its workspace hear of it by mail.',
    requestBody: {
      required: true,
      ...json(
        {
          type: 'object',
          required: ['key'],
          additionalProperties: false,
          properties: {
            key: { type: 'string' },
            foundAt: { type: 'string', maxLength: 500, description: 'Where it was found.' },
          },
        },
        { key: 'ask_…', foundAt: 'https://example.com/public/repository' },
      ),
    },
    responses: {
      200: {
        description: 'Whether this ended it; false for a key that is unknown or revoked already.',
        ...json(
          { type: 'object', required: ['revoked'], properties: { revoked: { type: 'boolean' } } },
          { revoked: true },
        ),
      },
      ...failures,
    },
  },
}

const columnExample = { note: null, canBeIndicator: false }
const previewExample = {
  preview: {
    kind: 'text',
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    from: null,
    isWhole: true,
    rows: 2,
    columns: [
      {
        ...{ name: 'text', type: 'text', role: 'text', distinct: 2, samples: ['Where is my refund?'] },
        ...columnExample,
      },
      {
        ...{ name: 'label', type: 'category', role: 'label', distinct: 2, samples: ['billing', 'technical'] },
        ...columnExample,
      },
    ],
    preview: [
      ['Where is my refund?', 'billing'],
      ['The screen is frozen', 'technical'],
    ],
    labelFormat: 'single',
    question: null,
    labelCandidates: ['label'],
    labelLists: [],
    classes: [],
    refused: 0,
    refusals: [],
    repairs: [],
  },
}

/** Data in, data and models out. */
export const dataPaths = {
  '/v1/leaked-keys': reportLeakedKey,
  ...resumableUploadPaths,
  '/v1/upload-previews': {
    post: {
      operationId: 'previewUpload',
      tags: ['Data'],
      summary: 'See what would be made of a file, from its first part',
      description:
        'Runs the reader and the inference of an upload on up to 4 MB and keeps nothing. Of a text 256 kB are enough; Excel, Parquet and ZIP have to come whole.',
      parameters: [
        { name: 'name', in: 'query', schema: { type: 'string' }, example: 'tickets.csv' },
        {
          name: 'size',
          in: 'query',
          schema: { type: 'integer', minimum: 0 },
          description: 'Bytes of the whole file; left out, the body is all of it.',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: {
          description: 'Columns with type, role and samples, and what is in doubt.',
          ...json(
            { type: 'object', required: ['preview'], properties: { preview: { type: 'object' } } },
            previewExample,
          ),
        },
        401: failures[401],
        413: failure('More than 4 MB.'),
        415: failure('A kind of file that is not read here.'),
        422: failure('Nothing can be made of the file; the message says why, and on which line.'),
      },
    },
  },
  '/v1/datasets/{dataset}/uploads': {
    post: beginResumableUpload,
    put: {
      operationId: 'uploadDatasetVersion',
      tags: ['Data'],
      summary:
        'Upload a file as a new version of a dataset: CSV, JSON, JSONL, Excel, Parquet, or a ZIP of pictures or sounds in a folder per label or with a manifest',
      parameters: [
        { name: 'dataset', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'name', in: 'query', schema: { type: 'string' }, example: 'tickets.csv' },
        { name: 'labelColumn', in: 'query', schema: { type: 'string' } },
        {
          name: 'labelFormat',
          in: 'query',
          schema: { enum: ['single', 'array', '|', ';', ','] },
          description:
            'How a cell of the label column is read: as one label, as a JSON array of labels, or as labels with the mark between them. Left out, arrays are recognised, and a likely mark is asked about.',
        },
        {
          name: 'indicatorColumns',
          in: 'query',
          schema: { type: 'array', items: { type: 'string' } },
          description: 'In place of labelColumn: columns of 0 and 1, each a label of its own.',
        },
        {
          name: 'weightColumn',
          in: 'query',
          schema: { type: 'string' },
          description:
            'Numbers from 0 on: a row of weight 2 is learned from as if it stood there twice, one of weight 0 not at all.',
        },
        {
          name: 'splitColumn',
          in: 'query',
          schema: { type: 'string' },
          description:
            'Says of each row whether it is for train, validation or test. Left out, a column called split that holds nothing else is taken.',
        },
        { name: 'textColumn', in: 'query', schema: { type: 'string' } },
        { name: 'kind', in: 'query', schema: { enum: ['text', 'table'] } },
        {
          name: 'personalData',
          in: 'query',
          schema: { enum: ['keep', 'redact', 'hash'], default: 'keep' },
          description:
            'What becomes of e-mail addresses, phone, card, account and identity numbers, wherever they are found: they stay, give way to a mark such as [EMAIL], or to a pseudonym that is the same for the same value. Nothing of what gives way is kept outside the upload itself.',
        },
        {
          name: 'append',
          in: 'query',
          schema: { type: 'boolean', default: false },
          description:
            'The rows are added to those of the newest version, whose columns (matched by name), types and label hold: texts and tables. Rows that are there already are left out and counted; all earlier rows keep their place and split.',
        },
        {
          name: 'dropUpload',
          in: 'query',
          schema: { type: 'boolean', default: false },
          description:
            'The uploaded file is deleted once a version was read from it. The version stays; other columns then need a new upload.',
        },
        {
          name: 'columns',
          in: 'query',
          schema: { type: 'string' },
          example: '{"customer":{"privacy":"hash"},"notes":{"privacy":"drop"}}',
          description:
            'JSON, by column: `privacy` is `keep`, `redact`, `hash` or `drop` for whole values, `redact_found` or `hash_found` for what is found within them. A name that no column has is refused.',
        },
        {
          name: 'x-content-sha256',
          in: 'header',
          schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          description: 'Compared with what arrived; on a mismatch nothing becomes visible.',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        201: {
          description: 'Stored durably; its ingest is queued.',
          ...json(ref('UploadResponse'), {
            dataset_version: {
              id: 'dsv_01k…',
              number: 1,
              status: 'queued',
              bytes: 48_213,
              sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            },
          }),
        },
        401: failures[401],
        404: failure('No such dataset.'),
        413: failures[413],
        415: failure('A kind of file that cannot be read.'),
        422: failure('Empty, or not what its checksum says.'),
      },
    },
  },
  '/v1/dataset-versions/{version}/export': {
    get: {
      operationId: 'exportDatasetVersion',
      tags: ['Data'],
      summary: 'Take a dataset version away, or the file that it was made from',
      parameters: [
        { name: 'version', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'format',
          in: 'query',
          required: true,
          schema: { enum: ['csv', 'parquet', 'upload', 'refused'] },
          description:
            'CSV for texts and tables; Parquet as the version is kept; `upload`, the file as it was sent; `refused`, CSV of every row that was refused, with its line and reason, to be mended and uploaded.',
        },
      ],
      responses: {
        200: {
          description: 'The file.',
          content: {
            'text/csv': { schema: { type: 'string' }, example: 'text,label\nWhere is my refund?,billing\n' },
            'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
            'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
          },
        },
        400: failure('A format that is not known, or that cannot hold this kind of data.'),
        401: failures[401],
        404: failure('No such dataset version.'),
        409: failure('The version is not ready, or has no file of its own.'),
      },
    },
  },
  '/v1/model-versions/{version}/export': {
    get: {
      operationId: 'exportModelVersion',
      tags: ['Models'],
      summary: 'Take a model version away, to run it elsewhere',
      description:
        'A ZIP with the model, how its inputs are made, its labels, examples with the probabilities that are to be expected, and a README. `onnx` runs in ONNX Runtime, `tfjs` in tensorflow.js (all families but trees), `browser` is one ES module that needs nothing else.',
      parameters: [
        { name: 'version', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'format',
          in: 'query',
          required: true,
          schema: { enum: ['onnx', 'tfjs', 'browser'] },
        },
      ],
      responses: {
        200: {
          description: 'The archive.',
          content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
        },
        400: failure('A format that is not known, or that cannot hold the family.'),
        401: failures[401],
        404: failure('No such model version.'),
        503: failure('The workers are busy with other exports.'),
      },
    },
  },
}
