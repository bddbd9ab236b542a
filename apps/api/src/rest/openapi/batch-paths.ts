import { failure, failures, json, ref } from './parts.ts'

const count = { type: 'integer', minimum: 0 }
const text = { type: 'string' }

export const batchSchema = {
  type: 'object',
  required: ['id', 'deployment', 'model_version', 'status', 'source', 'rows_done', 'predictions'],
  properties: {
    id: text,
    deployment: text,
    model_version: {
      ...text,
      description: 'What was deployed when the batch was started answers all of it.',
    },
    status: {
      enum: ['queued', 'running', 'cancelling', 'succeeded', 'partial', 'failed', 'cancelled'],
      description:
        '`partial`: the predictions of the plan were used up; what is done stays, and it can be resumed.',
    },
    source: {
      type: 'object',
      properties: {
        type: { enum: ['upload', 'dataset_version'] },
        name: text,
        dataset_version: { type: ['string', 'null'] },
      },
    },
    rows_total: { type: ['integer', 'null'], description: 'Null until the source has been read.' },
    rows_done: { ...count, description: 'Results and usage of so many rows are durable.' },
    rows_refused: { ...count, description: 'Rows that the model could not take; they are not billed.' },
    predictions: {
      ...count,
      description:
        'Billed: as batch rows where the plan has a price for them, as predictions where it has none.',
    },
    cost: {
      type: ['object', 'null'],
      description: 'What the rows added to the usage of the billing period; null while nothing is billed.',
      required: ['amount_minor', 'currency'],
      properties: {
        amount_minor: { ...text, description: 'Exact, in minor units: a decimal number.' },
        currency: text,
      },
    },
    unreadable: {
      type: ['object', 'null'],
      description: 'Lines of the file that are no rows, and the first of them with the reason.',
      properties: {
        count,
        examples: {
          type: 'array',
          items: { type: 'object', properties: { line: { type: 'integer' }, reason: text } },
        },
      },
    },
    error: { type: ['object', 'null'], properties: { code: text, message: text } },
    created_at: { type: 'string', format: 'date-time' },
    finished_at: { type: ['string', 'null'], format: 'date-time' },
    expires_at: { type: 'string', format: 'date-time', description: 'When rows and results go.' },
  },
}

const example = {
  batch: {
    id: 'bat_01k…',
    deployment: 'dep_01k…',
    model_version: 'mdv_01k…',
    status: 'running',
    source: { type: 'upload', name: 'inbox.csv', dataset_version: null },
    rows_total: 20_000,
    rows_done: 7_000,
    rows_refused: 0,
    predictions: 7_000,
    cost: { amount_minor: '210', currency: 'usd' },
    unreadable: { count: 0, examples: [] },
    error: null,
    created_at: '2026-11-29T08:00:00.000Z',
    finished_at: null,
    expires_at: '2026-12-29T08:00:00.000Z',
  },
}
const wrapped = { type: 'object', required: ['batch'], properties: { batch: ref('Batch') } }
const shown = (description: string) => ({ description, ...json(wrapped, example) })
const parameter = { name: 'batch', in: 'path', required: true, schema: text, example: 'bat_01k…' }
const gone = failure('No such batch in the workspace of the key.')
const byKey = { 401: failures[401], 403: failures[403], 404: gone }

const control = (operationId: string, summary: string, description: string) => ({
  post: {
    operationId,
    tags: ['Batches'],
    summary,
    description,
    parameters: [parameter],
    responses: { 200: shown('As it stands now.'), ...byKey, 409: failure('Not in a state for it.') },
  },
})

const query = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
})

export const batchPaths = {
  '/v1/batches': {
    post: {
      operationId: 'startBatch',
      tags: ['Batches'],
      summary: 'Work through a file or a dataset version',
      description:
        'Send a file (CSV, TSV, JSON, JSONL, Excel or Parquet) as the body with its settings in the address, or name a dataset version in JSON. Rows are answered in their order and billed as they are answered, once each, whatever fails meanwhile.',
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          description: 'The same key with the same request starts one batch.',
        },
        query('deployment', text, 'Of a file: which deployment answers.'),
        query('name', text, 'Of a file: its name; the ending says what it is.'),
        query(
          'text_column',
          text,
          'Of a file for texts: the column that holds them, where it is neither the only one nor called text.',
        ),
        query(
          'top_k',
          { type: 'integer', minimum: 1 },
          'How many scores of each row are kept; all if left out.',
        ),
      ],
      requestBody: {
        required: true,
        content: {
          ...json(
            {
              type: 'object',
              required: ['deployment', 'dataset_version'],
              additionalProperties: false,
              properties: {
                deployment: text,
                dataset_version: text,
                text_column: text,
                top_k: { type: 'integer', minimum: 1 },
              },
            },
            { deployment: 'dep_01k…', dataset_version: 'dsv_01k…' },
          ).content,
          'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
        },
      },
      responses: {
        201: shown('Durable, and queued.'),
        400: failures[400],
        401: failures[401],
        402: failure('The plan has no storage left for a file of this size.'),
        403: failures[403],
        404: failure('No such deployment or dataset version.'),
        409: failure('The dataset version is not ready.'),
        413: failures[413],
        415: failure('A kind of file that cannot be read.'),
        422: failure('Empty, or an Idempotency-Key used with another request.'),
      },
    },
    get: {
      operationId: 'listBatches',
      tags: ['Batches'],
      summary: 'Batches, the newest first',
      parameters: [
        query('offset', { ...count, default: 0 }, 'How many to pass over.'),
        query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }, 'How many at most.'),
      ],
      responses: {
        200: {
          description: 'A page of them, and how many there are.',
          ...json(
            {
              type: 'object',
              required: ['items', 'total'],
              properties: { items: { type: 'array', items: ref('Batch') }, total: count },
            },
            { items: [example.batch], total: 1 },
          ),
        },
        400: failures[400],
        401: failures[401],
        403: failures[403],
      },
    },
  },
  '/v1/batches/{batch}': {
    get: {
      operationId: 'getBatch',
      tags: ['Batches'],
      summary: 'How far a batch is',
      parameters: [parameter],
      responses: { 200: shown('As it stands now.'), ...byKey },
    },
  },
  '/v1/batches/{batch}/cancel': control(
    'cancelBatch',
    'Cancel a batch',
    'It ends within a thousand rows; results so far stay.',
  ),
  '/v1/batches/{batch}/resume': control(
    'resumeBatch',
    'Go on with a partial batch',
    'After a larger plan was chosen or the next period began: from the row at which it stopped.',
  ),
  '/v1/batches/{batch}/results': {
    get: {
      operationId: 'getBatchResults',
      tags: ['Batches'],
      summary: 'Take the results away',
      description:
        'Of the rows that are done, in their order, with their own columns beside the answer; also while the batch runs. In CSV, cells that a spreadsheet would run begin with an apostrophe.',
      parameters: [
        parameter,
        query(
          'format',
          { enum: ['jsonl', 'csv', 'parquet'], default: 'jsonl' },
          'JSON lines and Parquet hold all scores.',
        ),
      ],
      responses: {
        200: {
          description: 'The file.',
          content: {
            'application/x-ndjson': {
              schema: text,
              example:
                '{"row":0,"input":{"text":"You have won!"},"label":"spam","score":0.98,"scores":[{"label":"spam","score":0.98}]}\n',
            },
            'text/csv': {
              schema: text,
              example: 'row,text,label,score,abstained,error\r\n0,You have won!,spam,0.98,,\r\n',
            },
            'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
          },
        },
        400: failures[400],
        ...byKey,
        409: failure('There are none yet, or they have gone.'),
      },
    },
  },
}
