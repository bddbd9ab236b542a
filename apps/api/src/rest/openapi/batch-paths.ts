import { failure, failures, json, query, ref } from './parts.ts'

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
      description: 'The version deployed when the batch started; it answers every row.',
    },
    status: {
      enum: ['queued', 'running', 'cancelling', 'succeeded', 'partial', 'failed', 'cancelled'],
      description:
        '`partial`: the plan’s predictions ran out. Completed rows are kept, and the batch can be resumed.',
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
    rows_done: { ...count, description: 'Number of rows whose results and usage are durable.' },
    rows_refused: { ...count, description: 'Rows that the model could not process. They are not billed.' },
    predictions: {
      ...count,
      description: 'Number billed: as batch rows if the plan has a price for them, otherwise as predictions.',
    },
    cost: {
      type: ['object', 'null'],
      description: 'What the rows added to the usage of the billing period. Null while nothing is billed.',
      required: ['amount_minor', 'currency'],
      properties: {
        amount_minor: { ...text, description: 'Exact amount in minor units, as a decimal string.' },
        currency: text,
      },
    },
    unreadable: {
      type: ['object', 'null'],
      description:
        'Lines of the file that could not be read as rows: their number, and the first ones with the reason.',
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
    expires_at: {
      type: 'string',
      format: 'date-time',
      description: 'When the rows and results are deleted.',
    },
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
const gone = failure('No such batch in the key’s workspace.')
const byKey = { 401: failures[401], 403: failures[403], 404: gone }

const control = (operationId: string, summary: string, description: string) => ({
  post: {
    operationId,
    tags: ['Batches'],
    summary,
    description,
    parameters: [parameter],
    responses: {
      200: shown('The batch in its current state.'),
      ...byKey,
      409: failure('The batch’s status does not allow this.'),
    },
  },
})

export const batchPaths = {
  '/v1/batches': {
    post: {
      operationId: 'startBatch',
      tags: ['Batches'],
      summary: 'Start a batch',
      description:
        'Send a file (CSV, TSV, JSON, JSONL, Excel or Parquet) as the body with its settings in the query string, or name a dataset version in a JSON body. Rows are answered in order. Each is billed when it is answered, and only once, even if something fails along the way.',
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          description: 'Makes retries safe: the same key with the same request starts only one batch.',
        },
        query('deployment', text, 'For a file: the deployment to run it through.'),
        query('name', text, 'For a file: its name. The extension determines its format.'),
        query(
          'text_column',
          text,
          'For a file of text: the column that holds the text, unless it is the only one or named `text`.',
        ),
        query('top_k', { type: 'integer', minimum: 1 }, 'Number of scores to keep per row; all if omitted.'),
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
                text_column: { ...text, description: 'Text datasets: the column that holds the text.' },
                top_k: {
                  type: 'integer',
                  minimum: 1,
                  description: 'Number of scores to keep per row; all if omitted.',
                },
              },
            },
            { deployment: 'dep_01k…', dataset_version: 'dsv_01k…' },
          ).content,
          'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
        },
      },
      responses: {
        201: shown('Stored durably and queued.'),
        400: failures[400],
        401: failures[401],
        402: failure('The plan does not have enough storage left for this file.'),
        403: failures[403],
        404: failure('No such deployment or dataset version.'),
        409: failure('The dataset version is not ready.'),
        413: failures[413],
        415: failure('Unsupported file type.'),
        422: failure('The file is empty, or the Idempotency-Key was already used with a different request.'),
      },
    },
    get: {
      operationId: 'listBatches',
      tags: ['Batches'],
      summary: 'List batches',
      parameters: [
        query('offset', { ...count, default: 0 }, 'Number of batches to skip.'),
        query(
          'limit',
          { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          'Maximum number of batches to return.',
        ),
      ],
      responses: {
        200: {
          description: 'A page of batches, newest first, and their total number.',
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
      summary: 'Get a batch',
      parameters: [parameter],
      responses: { 200: shown('The batch in its current state.'), ...byKey },
    },
  },
  '/v1/batches/{batch}/cancel': control(
    'cancelBatch',
    'Cancel a batch',
    'The batch stops within a thousand rows. Results so far are kept.',
  ),
  '/v1/batches/{batch}/resume': control(
    'resumeBatch',
    'Resume a partial batch',
    'Continues from the row where the batch stopped, once you have upgraded the plan or the next billing period has begun.',
  ),
  '/v1/batches/{batch}/results': {
    get: {
      operationId: 'getBatchResults',
      tags: ['Batches'],
      summary: 'Download batch results',
      description:
        'Returns completed rows in order, with their own columns next to the answer, even while the batch is running. In CSV, cells that a spreadsheet would run as formulas begin with an apostrophe.',
      parameters: [
        parameter,
        query(
          'format',
          { enum: ['jsonl', 'csv', 'parquet'], default: 'jsonl' },
          'JSON Lines and Parquet include all scores.',
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
        409: failure('There are no results yet, or they have been deleted.'),
      },
    },
  },
}
