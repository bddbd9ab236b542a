import { failures, json, ref } from './parts.ts'
import { deploymentParameter, endUserHeader, idempotencyKey } from './prediction-paths.ts'

const textFailures = Object.fromEntries(
  Object.entries(failures).map(([status, { description }]) => [
    status,
    { description, ...json(ref('TextError')) },
  ]),
)
const object = { type: 'object', additionalProperties: true }
const key = [deploymentParameter]

const openInference = 'Open Inference Protocol'
const tensorFlowServing = 'TensorFlow Serving'
type Protocol = typeof openInference | typeof tensorFlowServing

const read = (operationId: string, protocol: Protocol, what: string, example: unknown) => ({
  get: {
    operationId,
    tags: ['Protocols'],
    summary: `${protocol}: ${what}`,
    parameters: key,
    responses: { 200: { description: `The ${what}.`, ...json(object, example) }, ...textFailures },
  },
})

const write = (
  operationId: string,
  protocol: Protocol,
  { what, ...more }: { what: string; description?: string },
  properties: Record<string, { description: string; type?: 'array' }>,
  request: unknown,
  response: unknown,
) => ({
  post: {
    operationId,
    tags: ['Protocols'],
    summary: `${protocol}: ${what}`,
    ...more,
    parameters: [...key, idempotencyKey, endUserHeader],
    requestBody: { required: true, ...json({ type: 'object', properties }, request) },
    responses: {
      200: {
        description: 'Results in the order of the inputs. A request is billed as a whole or not at all.',
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
        'For OpenAI clients whose base URL is this server’s `/v1`. Every label is a category, and the predicted ones are true. `flagged` is true if any predicted label is not a harmless one (such as ok, safe, ham, none, neutral or not_…).',
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
                description: 'The ID of a deployment. Optional if the key can call only one.',
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
          description: 'One result per text.',
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
  '/v2/models/{deployment}': read('openInferenceModel', openInference, 'model metadata', {
    name: 'dep_01k…',
    versions: ['3'],
    platform: 'assay',
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
  }),
  '/v2/models/{deployment}/ready': read('openInferenceReady', openInference, 'model readiness', {
    name: 'dep_01k…',
    ready: true,
  }),
  '/v2/models/{deployment}/infer': write(
    'openInferenceInfer',
    openInference,
    { what: 'inference' },
    { inputs: { type: 'array', description: 'The input tensors.' } },
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
  '/v1/models/{deployment}': read('tensorFlowServingStatus', tensorFlowServing, 'model status', {
    model_version_status: [
      { version: '3', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
    ],
  }),
  '/v1/models/{deployment}/metadata': read('tensorFlowServingMetadata', tensorFlowServing, 'model metadata', {
    model_spec: { name: 'dep_01k…', signature_name: '', version: '3' },
  }),
  '/v1/models/{deployment}:predict': write(
    'tensorFlowServingPredict',
    tensorFlowServing,
    { what: 'predict', description: 'Takes rows (`instances`) or columns (`inputs`).' },
    { instances: { type: 'array', description: 'Rows.' }, inputs: { description: 'Columns.' } },
    { instances: ['You have won a prize!'] },
    { predictions: [{ label, score: 0.98, probabilities, classes }] },
  ),
  '/v1/models/{deployment}:classify': write(
    'tensorFlowServingClassify',
    tensorFlowServing,
    { what: 'classify' },
    { examples: { type: 'array', description: 'The examples to classify.' } },
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

const health = (operationId: string, what: string, example: object) => ({
  get: {
    operationId,
    tags: ['Health'],
    security: [],
    summary: `${openInference}: ${what}`,
    responses: { 200: { description: `The ${what}.`, ...json(object, example) } },
  },
})

/** The server endpoints of the Open Inference Protocol. */
export const openInferenceServerPaths = {
  '/v2': health('openInferenceServer', 'server metadata', {
    name: 'assay',
    version: '1.0.0',
    extensions: [],
  }),
  '/v2/health/live': health('openInferenceLive', 'server liveness', {
    live: true,
    ready: true,
  }),
  '/v2/health/ready': health('openInferenceServerReady', 'server readiness', {
    ready: true,
    live: true,
  }),
}
