import { failure, failures, json, query, ref } from './parts.ts'
import { beginResumableUpload, resumableUploadPaths } from './resumable-uploads.ts'

const reportLeakedKey = {
  post: {
    operationId: 'reportLeakedKey',
    tags: ['Keys'],
    security: [],
    summary: 'Revoke a leaked API key',
    description:
      'Anyone who holds a key can revoke it without signing in. From then on the key is rejected, and the people who manage its workspace are notified by email.',
    requestBody: {
      required: true,
      ...json(
        {
          type: 'object',
          required: ['key'],
          additionalProperties: false,
          properties: {
            key: { type: 'string', description: 'The leaked key.' },
            foundAt: { type: 'string', maxLength: 500, description: 'Where the key was found.' },
          },
        },
        { key: 'ask_…', foundAt: 'https://example.com/public/repository' },
      ),
    },
    responses: {
      200: {
        description:
          'Whether this request revoked the key; false if the key is unknown or was already revoked.',
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
  '/v1/upload-previews': {
    post: {
      operationId: 'previewUpload',
      tags: ['Data'],
      summary: 'Preview an upload',
      description:
        'Reads up to 4 MB from the start of a file and infers its columns as an upload would. Nothing is stored. For text formats, 256 kB is enough; Excel, Parquet and ZIP files must be sent whole.',
      parameters: [
        { ...query('name', { type: 'string' }, 'Name of the file.'), example: 'tickets.csv' },
        {
          name: 'size',
          in: 'query',
          schema: { type: 'integer', minimum: 0 },
          description: 'Size of the whole file in bytes. If omitted, the body is the whole file.',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: {
          description: 'The columns with type, role and samples, and what is ambiguous.',
          ...json(
            { type: 'object', required: ['preview'], properties: { preview: { type: 'object' } } },
            previewExample,
          ),
        },
        401: failures[401],
        413: failure('The body is larger than 4 MB.'),
        415: failure('Unsupported file type.'),
        422: failure('The file cannot be parsed. The message says why, and on which line.'),
      },
    },
  },
  '/v1/datasets/{dataset}/uploads': {
    put: {
      operationId: 'uploadDatasetVersion',
      tags: ['Data'],
      summary: 'Upload a new dataset version',
      description:
        'Takes CSV, JSON, JSONL, Excel, Parquet, or a ZIP of images or audio with one folder per label or a manifest.',
      parameters: [
        { name: 'dataset', in: 'path', required: true, schema: { type: 'string' } },
        { ...query('name', { type: 'string' }, 'Name of the file.'), example: 'tickets.csv' },
        query('labelColumn', { type: 'string' }, 'Column with the label. Inferred if omitted.'),
        {
          name: 'labelFormat',
          in: 'query',
          schema: { enum: ['single', 'array', '|', ';', ','] },
          description:
            'How to read a cell of the label column: as one label, as a JSON array of labels, or as labels joined by the given separator. If omitted, arrays are detected, and you are asked about a likely separator.',
        },
        {
          name: 'indicatorColumns',
          in: 'query',
          schema: { type: 'array', items: { type: 'string' } },
          description: 'Instead of `labelColumn`: columns of 0 and 1, one per label.',
        },
        {
          name: 'weightColumn',
          in: 'query',
          schema: { type: 'string' },
          description:
            'Column of weights, 0 or higher. Training counts a row of weight 2 twice, and ignores a row of weight 0.',
        },
        {
          name: 'splitColumn',
          in: 'query',
          schema: { type: 'string' },
          description:
            'Column that assigns each row to train, validation or test. If omitted, a column named `split` is used if it holds nothing else.',
        },
        {
          name: 'textColumn',
          in: 'query',
          schema: { type: 'string' },
          description: 'Text datasets: column with the text. Inferred if omitted.',
        },
        query('kind', { enum: ['text', 'table'] }, 'Kind of dataset. Inferred if omitted.'),
        {
          name: 'personalData',
          in: 'query',
          schema: { enum: ['keep', 'redact', 'hash'], default: 'keep' },
          description:
            'What to do with email addresses and phone, card, account and identity numbers, wherever they are found: keep them, replace them with a placeholder such as [EMAIL], or replace them with a pseudonym that is the same for the same value. Replaced values are kept only in the upload itself.',
        },
        {
          name: 'append',
          in: 'query',
          schema: { type: 'boolean', default: false },
          description:
            'Add the rows to the latest version, keeping its columns (matched by name), types and label. For text and tables. Rows that already exist are skipped and counted; all earlier rows keep their place and split.',
        },
        {
          name: 'dropUpload',
          in: 'query',
          schema: { type: 'boolean', default: false },
          description:
            'Delete the uploaded file once a version has been created from it. The version stays; choosing other columns then requires a new upload.',
        },
        {
          name: 'columns',
          in: 'query',
          schema: { type: 'string' },
          example: '{"customer":{"privacy":"hash"},"notes":{"privacy":"drop"}}',
          description:
            'JSON, by column. `privacy` is `keep`, `redact`, `hash` or `drop` for whole values, or `redact_found` or `hash_found` for what is found within them. Unknown column names are rejected.',
        },
        {
          name: 'x-content-sha256',
          in: 'header',
          schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          description:
            'SHA-256 of the body, in hex. If it does not match what arrived, no version is created.',
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        201: {
          description: 'Stored durably and queued for ingestion.',
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
        415: failure('Unsupported file type.'),
        422: failure('The file is empty or does not match its checksum.'),
      },
    },
    post: beginResumableUpload,
  },
  ...resumableUploadPaths,
  '/v1/dataset-versions/{version}/export': {
    get: {
      operationId: 'exportDatasetVersion',
      tags: ['Data'],
      summary: 'Download a dataset version',
      parameters: [
        {
          name: 'version',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: 'ID of the dataset version.',
          example: 'dsv_01k…',
        },
        {
          name: 'format',
          in: 'query',
          required: true,
          schema: { enum: ['csv', 'parquet', 'upload', 'refused'] },
          description:
            '`csv`: for text and tables. `parquet`: as the version is stored. `upload`: the file it was made from, as sent. `refused`: a CSV of every refused row with its line and reason, to fix and upload again.',
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
        400: failure('The format is unknown or does not support this kind of data.'),
        401: failures[401],
        404: failure('No such dataset version.'),
        409: failure('The version is not ready or has no file of its own.'),
      },
    },
  },
  '/v1/model-versions/{version}/export': {
    get: {
      operationId: 'exportModelVersion',
      tags: ['Models'],
      summary: 'Export a model version',
      description:
        'Returns a ZIP to run the model elsewhere: the model, its input preprocessing, its labels, examples with expected probabilities, and a README. `onnx` runs in ONNX Runtime, `tfjs` in TensorFlow.js (all families except trees), and `browser` is a single ES module without dependencies.',
      parameters: [
        {
          name: 'version',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: 'ID of the model version.',
        },
        {
          name: 'format',
          in: 'query',
          required: true,
          schema: { enum: ['onnx', 'tfjs', 'browser'] },
        },
      ],
      responses: {
        200: {
          description: 'The ZIP file.',
          content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
        },
        400: failure('The format is unknown or does not support the model’s family.'),
        401: failures[401],
        404: failure('No such model version.'),
        503: failure('The workers are busy with other exports.'),
      },
    },
  },
}
