import { maxInputs } from '../v1/predict/request.ts'
import { beginResumableUpload, resumableUploadPaths, resumableUploadSchema } from './resumable-uploads.ts'

const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
})
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const failure = (description: string) => ({ description, ...json(ref('Error')) })

const cell = { type: ['string', 'number', 'boolean', 'null'] }
const input = {
  oneOf: [
    { type: 'string', description: 'A text.' },
    { type: 'object', additionalProperties: cell, description: 'A table row: column → value.' },
    {
      type: 'object',
      required: ['b64'],
      additionalProperties: false,
      properties: { b64: { type: 'string', contentEncoding: 'base64' } },
      description:
        'An image file (PNG, JPEG, WebP or GIF, up to 25 megapixels) or a WAV file (up to ten minutes, of which the loudest ten seconds are heard).',
    },
  ],
}
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'Kept for 72 hours: the same key with the same body has one effect and one answer.',
}
const deploymentParameter = {
  name: 'deployment',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  example: 'dep_01k…',
}

const failures = {
  400: failure('The input is refused; `param` names the place.'),
  401: failure('No key, or one that is malformed, unknown or revoked.'),
  402: failure('The predictions included in the plan are used up.'),
  404: failure('No such deployment in the workspace of the key.'),
  408: failure('The body did not arrive in time.'),
  409: failure('The first request with this Idempotency-Key is still being answered.'),
  413: failure('The body is too large.'),
  415: failure('The body is neither uncompressed JSON nor an image or a sound that can be read.'),
  422: failure('A file that cannot be decoded, or an Idempotency-Key used with another body.'),
  429: failure('Over the rate of the plan; see Retry-After.'),
  503: failure('No worker could answer in time; see Retry-After.'),
}

/** The OpenAPI 3.1 description of what callers use. */
export const describeApi = (publicUrl: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Assay',
    version: '1.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description:
      'Call your classifiers. Every answered prediction is metered exactly once; refused requests are never billed. Every answer carries `x-request-id`.',
  },
  servers: [{ url: publicUrl }],
  security: [{ apiKey: [] }],
  tags: [
    { name: 'Predictions', description: 'Ask a deployment.' },
    { name: 'Data', description: 'Send labelled data.' },
    { name: 'Models', description: 'Take trained models away.' },
    { name: 'Health', description: 'For load balancers.' },
  ],
  paths: {
    '/v1/predict/{deployment}': {
      post: {
        operationId: 'predict',
        tags: ['Predictions'],
        summary: 'Classify one input or up to 1,000',
        parameters: [
          deploymentParameter,
          idempotencyKey,
          {
            name: 'top_k',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 10_000 },
            description: 'Where the body is a file: as the field of that name.',
          },
          {
            name: 'explain',
            in: 'query',
            schema: { type: 'boolean' },
            description: 'Where the body is a file: as the field of that name.',
          },
        ],
        requestBody: {
          required: true,
          content: {
            ...json(ref('PredictRequest'), { inputs: 'You have won a prize! Call now', top_k: 2 }).content,
            'image/*': {
              schema: {
                type: 'string',
                format: 'binary',
                description: 'One image, where the model takes images.',
              },
            },
            'audio/*': {
              schema: {
                type: 'string',
                format: 'binary',
                description: 'One WAV file, where the model takes sounds.',
              },
            },
          },
        },
        responses: {
          200: {
            description:
              'Predictions in the order of the inputs. A batch is answered and billed whole or not at all.',
            headers: { 'x-request-id': { schema: { type: 'string' } } },
            ...json(ref('PredictResponse')),
          },
          ...failures,
        },
      },
    },
    '/hf/{deployment}': {
      post: {
        operationId: 'huggingFaceTextClassification',
        tags: ['Predictions'],
        summary: 'Hugging Face text, image and audio classification',
        description: 'For Hugging Face Inference clients: give them this address as the endpoint.',
        parameters: [deploymentParameter, idempotencyKey],
        requestBody: {
          required: true,
          ...json(ref('HuggingFaceRequest'), { inputs: 'You have won a prize!', parameters: { top_k: 2 } }),
        },
        responses: {
          200: {
            description:
              'For texts one list of labels and scores per input; for an image or a sound the list itself. Where a model answers any number of labels every score stands for itself, as under `sigmoid`.',
            ...json(ref('HuggingFaceResponse')),
          },
          ...Object.fromEntries(
            Object.entries(failures).map(([status, { description }]) => [
              status,
              { description, ...json(ref('HuggingFaceError')) },
            ]),
          ),
        },
      },
    },
    ...resumableUploadPaths,
    '/v1/datasets/{dataset}/uploads': {
      post: beginResumableUpload,
      put: {
        operationId: 'uploadDatasetVersion',
        tags: ['Data'],
        summary:
          'Upload a CSV or JSONL file, or a ZIP of pictures or sounds in a folder per label, as a new version of a dataset',
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
          { name: 'textColumn', in: 'query', schema: { type: 'string' } },
          { name: 'kind', in: 'query', schema: { enum: ['text', 'table'] } },
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
          201: { description: 'Stored durably; its ingest is queued.', ...json(ref('UploadResponse')) },
          401: failures[401],
          404: failure('No such dataset.'),
          413: failures[413],
          415: failure('A kind of file that cannot be read.'),
          422: failure('Empty, or not what its checksum says.'),
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
    '/healthz': {
      get: {
        operationId: 'alive',
        tags: ['Health'],
        security: [],
        summary: 'Whether the process lives',
        responses: { 200: { description: 'It does.', ...json({ type: 'object' }) } },
      },
    },
    '/readyz': {
      get: {
        operationId: 'ready',
        tags: ['Health'],
        security: [],
        summary: 'Whether database, queue, worker and storage answer',
        responses: {
          200: { description: 'All do.', ...json({ type: 'object' }) },
          503: { description: 'One does not; the body says which.', ...json({ type: 'object' }) },
        },
      },
    },
  },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A key like ask_…' } },
    schemas: {
      PredictRequest: {
        type: 'object',
        required: ['inputs'],
        additionalProperties: false,
        properties: {
          inputs: {
            oneOf: [...input.oneOf, { type: 'array', items: input, minItems: 1, maxItems: maxInputs }],
          },
          top_k: {
            type: 'integer',
            minimum: 1,
            description: 'How many scores to return; all of them if absent.',
          },
          explain: { type: 'boolean', description: 'What in the input spoke for and against the label.' },
        },
      },
      LabelScore: {
        type: 'object',
        required: ['label', 'score'],
        properties: { label: { type: 'string' }, score: { type: 'number', minimum: 0, maximum: 1 } },
      },
      PredictResponse: {
        type: 'object',
        required: ['id', 'deployment', 'model_version', 'predictions', 'usage'],
        properties: {
          id: { type: 'string' },
          deployment: { type: 'string' },
          model_version: { type: 'string' },
          predictions: {
            type: 'array',
            items: {
              type: 'object',
              required: ['id', 'scores'],
              description:
                'Of a model that gives one answer: `label` and `score`. Of one that answers any number of labels: `labels`.',
              properties: {
                id: { type: 'string' },
                label: {
                  type: ['string', 'null'],
                  description:
                    'The most probable label, or what the policy of the deployment decides; null where it withholds the answer.',
                },
                score: { type: 'number', description: 'Probability of the label, withheld or not.' },
                abstained: {
                  type: 'boolean',
                  description: 'Whether the answer is withheld. Only where the deployment has a policy.',
                },
                labels: {
                  type: 'array',
                  items: { type: 'string' },
                  description:
                    'Where the model answers any number of labels: those whose probability reaches their threshold, highest first; none of them is an answer, too.',
                },
                scores: {
                  type: 'array',
                  items: ref('LabelScore'),
                  description:
                    'Sorted, highest first. They sum to 1, but where each of several labels stands for itself.',
                },
                explanation: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['feature', 'weight'],
                    properties: {
                      feature: { type: 'string' },
                      weight: { type: 'number' },
                      start: { type: 'integer' },
                      end: { type: 'integer' },
                      box: {
                        type: 'object',
                        description:
                          'Images: a region, as shares of width and height; sounds: of time and mel bands, the highest first.',
                        properties: Object.fromEntries(
                          ['x', 'y', 'width', 'height'].map((name) => [name, { type: 'number' }]),
                        ),
                      },
                    },
                  },
                },
              },
            },
          },
          usage: { type: 'object', properties: { predictions: { type: 'integer' } } },
        },
      },
      Error: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['type', 'code', 'message', 'param', 'request_id'],
            properties: {
              type: { type: 'string' },
              code: { type: 'string' },
              message: { type: 'string' },
              param: { type: ['string', 'null'] },
              request_id: { type: 'string' },
            },
          },
        },
      },
      HuggingFaceRequest: {
        type: 'object',
        required: ['inputs'],
        properties: {
          inputs: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
          parameters: {
            type: 'object',
            properties: {
              top_k: { type: 'integer' },
              function_to_apply: { enum: ['softmax', 'sigmoid', 'none'] },
            },
          },
        },
      },
      HuggingFaceResponse: {
        oneOf: [
          { type: 'array', items: { type: 'array', items: ref('LabelScore') } },
          { type: 'array', items: ref('LabelScore') },
        ],
      },
      HuggingFaceError: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
      ResumableUpload: resumableUploadSchema,
      UploadResponse: {
        type: 'object',
        properties: {
          dataset_version: {
            type: 'object',
            properties: {
              id: { type: 'string' },
              number: { type: 'integer' },
              status: { const: 'queued' },
              bytes: { type: 'integer' },
              sha256: { type: 'string' },
            },
          },
        },
      },
    },
  },
})
