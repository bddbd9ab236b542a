import { maxInputs } from '../refuse-large.ts'
import { batchSchema } from './batch-paths.ts'
import { ref } from './parts.ts'
import { resumableUploadSchema } from './resumable-uploads.ts'

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

const hfColumns = {
  type: 'object',
  additionalProperties: { type: 'array', items: cell },
  description: 'A table: column → its values, one per row.',
}

/** What travels, by name. */
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
        description: 'How many scores to return; all of them if absent.',
      },
      explain: { type: 'boolean', description: 'What in the input spoke for and against the label.' },
      end_user: {
        type: 'string',
        minLength: 1,
        maxLength: 128,
        description: 'Your own id of whom you ask for: usage is counted, limited and stated by it.',
      },
      version: {
        oneOf: [{ type: 'string', maxLength: 64 }, { type: 'integer' }],
        description:
          'The version that has to answer, among those that the deployment serves: "live", "canary", a number or an id.',
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
        description: 'Whether an answer is one label or any number of them.',
      },
      labels: { type: 'array', items: { type: 'string' } },
      columns: {
        type: 'array',
        description: 'What a row of a table holds; empty for the other kinds.',
        items: {
          type: 'object',
          required: ['name', 'type'],
          properties: {
            name: { type: 'string' },
            type: { enum: ['number', 'boolean', 'category', 'date'] },
            categories: {
              type: 'array',
              items: { type: 'string' },
              description: 'Those that are known, up to 100; others may be sent, too.',
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
