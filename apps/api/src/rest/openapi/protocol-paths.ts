import { failures, json, ref } from './parts.ts'
import { deploymentParameter, endUserHeader, idempotencyKey } from './prediction-paths.ts'

const textFailures = Object.fromEntries(
  Object.entries(failures).map(([status, { description }]) => [
    status,
    { description, ...json(ref('TextError')) },
  ]),
)
const object = { type: 'object' }
const key = [deploymentParameter]

const read = (operationId: string, summary: string, example: unknown) => ({
  get: {
    operationId,
    tags: ['Protocols'],
    summary,
    parameters: key,
    responses: { 200: { description: summary, ...json(object, example) }, ...textFailures },
  },
})

const write = (operationId: string, summary: string, request: unknown, response: unknown) => ({
  post: {
    operationId,
    tags: ['Protocols'],
    summary,
    parameters: [...key, idempotencyKey, endUserHeader],
    requestBody: { required: true, ...json(object, request) },
    responses: {
      200: {
        description: 'In the order of the inputs; billed whole or not at all.',
        ...json(object, response),
      },
      ...textFailures,
    },
  },
})

const label = 'spam'
const probabilities = [0.02, 0.98]
const classes = ['ham', 'spam']

/** Predictions as other platforms' clients ask for them. */
export const protocolPaths = {
  '/v1/moderations': {
    post: {
      operationId: 'moderate',
      tags: ['Protocols'],
      summary: 'OpenAI moderations',
      description:
        'For OpenAI clients whose base URL is this server’s /v1. Every label is a category; those answered are true. `flagged` tells whether one of them is answered that does not say that nothing is the matter (such as ok, safe, ham, none, neutral, or not_…).',
      parameters: [idempotencyKey, endUserHeader],
      requestBody: {
        required: true,
        ...json(
          {
            type: 'object',
            required: ['input'],
            properties: {
              model: {
                type: 'string',
                description: 'The id of a deployment; may be left out with a key that calls one only.',
              },
              input: {
                oneOf: [
                  { type: 'string' },
                  { type: 'array', items: { type: 'string' } },
                  {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['type', 'text'],
                      properties: { type: { const: 'text' }, text: { type: 'string' } },
                    },
                  },
                ],
              },
            },
          },
          { model: 'dep_01k…', input: 'You have won a prize!' },
        ),
      },
      responses: {
        200: {
          description: 'A result per text.',
          ...json(object, {
            id: 'req_01k…',
            model: 'dep_01k…',
            results: [
              {
                flagged: true,
                categories: { spam: true, ham: false },
                category_scores: { spam: 0.98, ham: 0.02 },
                category_applied_input_types: { spam: ['text'], ham: ['text'] },
              },
            ],
          }),
        },
        ...Object.fromEntries(
          Object.entries(failures).map(([status, { description }]) => [
            status,
            { description, ...json(ref('OpenAiError')) },
          ]),
        ),
      },
    },
  },
  '/v2/models/{deployment}': read('openInferenceModel', 'Open Inference Protocol: what a model takes', {
    name: 'dep_01k…',
    versions: ['3'],
    platform: 'assay',
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
  }),
  '/v2/models/{deployment}/ready': read(
    'openInferenceReady',
    'Open Inference Protocol: whether it is ready',
    {
      name: 'dep_01k…',
      ready: true,
    },
  ),
  '/v2/models/{deployment}/infer': write(
    'openInferenceInfer',
    'Open Inference Protocol: predict',
    { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['You have won a prize!'] }] },
    {
      model_name: 'dep_01k…',
      model_version: '3',
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [1], data: [label] },
        { name: 'probabilities', datatype: 'FP64', shape: [1, 2], data: probabilities },
        { name: 'classes', datatype: 'BYTES', shape: [2], data: classes },
      ],
    },
  ),
  '/v1/models/{deployment}': read('tensorFlowServingStatus', 'TensorFlow Serving: the version’s status', {
    model_version_status: [
      { version: '3', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
    ],
  }),
  '/v1/models/{deployment}/metadata': read('tensorFlowServingMetadata', 'TensorFlow Serving: the signature', {
    model_spec: { name: 'dep_01k…', signature_name: '', version: '3' },
  }),
  '/v1/models/{deployment}:predict': write(
    'tensorFlowServingPredict',
    'TensorFlow Serving: predict rows (`instances`) or columns (`inputs`)',
    { instances: ['You have won a prize!'] },
    { predictions: [{ label, score: 0.98, probabilities, classes }] },
  ),
  '/v1/models/{deployment}:classify': write(
    'tensorFlowServingClassify',
    'TensorFlow Serving: classify examples',
    { examples: [{ text: 'You have won a prize!' }] },
    {
      result: [
        [
          ['spam', 0.98],
          ['ham', 0.02],
        ],
      ],
    },
  ),
}

const health = (operationId: string, summary: string, example: object) => ({
  get: {
    operationId,
    tags: ['Health'],
    security: [],
    summary,
    responses: { 200: { description: summary, ...json(object, example) } },
  },
})

/** The server's part of the Open Inference Protocol. */
export const openInferenceServerPaths = {
  '/v2': health('openInferenceServer', 'Open Inference Protocol: the server', {
    name: 'assay',
    version: '1.0.0',
    extensions: [],
  }),
  '/v2/health/live': health('openInferenceLive', 'Open Inference Protocol: whether it lives', {
    live: true,
    ready: true,
  }),
  '/v2/health/ready': health('openInferenceServerReady', 'Open Inference Protocol: whether it is ready', {
    ready: true,
    live: true,
  }),
}
