import { maxInputs } from '../refuse-large.ts'
import { batchSchema } from './batch-paths.ts'
import { ref } from './parts.ts'
import { resumableUploadSchema } from './resumable-uploads.ts'

const cell = { type: ['string', 'number', 'boolean', 'null'] }
const input = {
  oneOf: [
    { type: 'string', description: 'Text.' },
    { type: 'object', additionalProperties: cell, description: 'A table row: column → value.' },
    {
      type: 'object',
      required: ['b64'],
      additionalProperties: false,
      properties: { b64: { type: 'string', contentEncoding: 'base64' } },
      description:
        'An image (PNG, JPEG, WebP or GIF, up to 25 megapixels) or a WAV file (up to 10 minutes; the loudest 10 seconds are used).',
    },
  ],
}

const hfColumns = {
  type: 'object',
  additionalProperties: { type: 'array', items: cell },
  description: 'A table: column → values, one per row.',
}

/** Request and response bodies, by name. */
export const schemas = {
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
        description: 'Number of scores to return; all if omitted.',
      },
      explain: {
        type: 'boolean',
        description: 'Whether to return what in the input counted for and against the label.',
      },
      end_user: {
        type: 'string',
        minLength: 1,
        maxLength: 128,
        description: 'Your own ID for the end user. Usage is counted, limited and reported per end user.',
      },
      version: {
        oneOf: [{ type: 'string', maxLength: 64 }, { type: 'integer' }],
        description:
          'The version to call, among those that the deployment serves: "live", "canary", a version number or an ID.',
      },
    },
  },
  Batch: batchSchema,
  DeploymentDescription: {
    type: 'object',
    required: ['id', 'kind', 'answers', 'labels', 'columns', 'model_version', 'version'],
    properties: {
      id: { type: 'string' },
      kind: { enum: ['text', 'table', 'image', 'audio'] },
      answers: {
        enum: ['one', 'several'],
        description: 'Whether a prediction has one label (`one`) or any number of labels (`several`).',
      },
      labels: { type: 'array', items: { type: 'string' } },
      columns: {
        type: 'array',
        description: 'The columns of a table row; empty for other kinds.',
        items: {
          type: 'object',
          required: ['name', 'type'],
          properties: {
            name: { type: 'string' },
            type: { enum: ['number', 'boolean', 'category', 'date'] },
            categories: {
              type: 'array',
              items: { type: 'string' },
              description: 'Known values, up to 100. Other values are accepted too.',
            },
          },
        },
      },
      model_version: { type: 'string' },
      version: { type: 'integer' },
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
          description: 'Single-label models return `label` and `score`; multi-label models return `labels`.',
          properties: {
            id: { type: 'string' },
            label: {
              type: ['string', 'null'],
              description:
                'The most likely label, or the one that the deployment’s decision policy chooses. Null if the deployment abstains.',
            },
            score: {
              type: 'number',
              description: 'Probability of the label, even if the deployment abstains.',
            },
            abstained: {
              type: 'boolean',
              description: 'Whether the deployment abstained. Present only if it has a decision policy.',
            },
            labels: {
              type: 'array',
              items: { type: 'string' },
              description:
                'Multi-label models: the labels whose probability reaches their threshold, highest first. May be empty.',
            },
            scores: {
              type: 'array',
              items: ref('LabelScore'),
              description:
                'Sorted, highest first. They sum to 1, except for multi-label models, where each label has its own probability.',
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
                      'Images: a region, as fractions of the width and height. Audio: as fractions of the time and the mel bands, highest band first.',
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
    properties: {
      inputs: {
        oneOf: [
          { type: 'string' },
          { type: 'array', items: { type: 'string' } },
          { type: 'object', required: ['data'], properties: { data: hfColumns } },
        ],
      },
      table: { ...hfColumns, description: 'Rows as the Python client sends them.' },
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
      { type: 'array', items: { type: 'integer' } },
      { type: 'array', items: { type: 'string' } },
    ],
  },
  TextError: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
  OpenAiError: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['message', 'type', 'param', 'code'],
        properties: {
          message: { type: 'string' },
          type: { type: 'string' },
          param: { type: ['string', 'null'] },
          code: { type: ['string', 'null'] },
        },
      },
    },
  },
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
}
