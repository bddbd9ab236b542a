import { failures, json, ref } from './parts.ts'

/** What happens after a call: what was right, and what was called. */
export const callPaths = {
  '/v1/feedback': {
    post: {
      operationId: 'giveFeedback',
      tags: ['Predictions'],
      summary: 'Say what was right about a prediction',
      description:
        'Makes the accuracy in production known, also where no input is kept; where it is, the row waits to be labelled. Said again of the same prediction, the last word holds. Costs nothing.',
      requestBody: {
        required: true,
        ...json(ref('FeedbackRequest'), { prediction_id: 'req_01k…-0', label: 'spam', comment: 'A scam.' }),
      },
      responses: {
        200: {
          description: 'It is kept.',
          ...json(ref('FeedbackReceipt'), {
            id: 'fbk_01k…',
            prediction_id: 'req_01k…-0',
            correct: false,
            queued: true,
          }),
        },
        ...failures,
        404: { ...failures[404], description: 'No such prediction where the key reaches.' },
      },
    },
  },
  '/v1/requests': {
    get: {
      operationId: 'listRequests',
      tags: ['Predictions'],
      summary: 'The recent calls of a deployment, the newest first',
      description:
        'For 30 days; of deployments that are called very often a sample. A key needs the scope data. What is billed is in the usage, not here.',
      parameters: [
        { name: 'deployment', in: 'query', required: true, schema: { type: 'string' }, example: 'dep_01k…' },
        { name: 'outcome', in: 'query', schema: { type: 'string', enum: ['answered', 'refused'] } },
        { name: 'label', in: 'query', schema: { type: 'string' } },
        { name: 'end_user', in: 'query', schema: { type: 'string' } },
        { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0 } },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } },
      ],
      responses: {
        200: {
          description: 'A page of them.',
          ...json(ref('RequestPage'), {
            total: 1,
            requests: [
              {
                id: 'req_01k…',
                at: '2026-11-29T08:00:00.000Z',
                deployment: 'dep_01k…',
                model_version: 'mdv_01k…',
                status: 200,
                error_code: null,
                latency_ms: 4.2,
                inputs: 1,
                answers: [{ label: 'spam', score: 0.98 }],
                api_key: 'key_01k…',
                end_user: null,
                captured: false,
              },
            ],
          }),
        },
        400: failures[400],
        401: failures[401],
        403: failures[403],
        404: failures[404],
      },
    },
  },
}

const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }

export const callSchemas = {
  FeedbackRequest: {
    type: 'object',
    required: ['prediction_id'],
    additionalProperties: false,
    properties: {
      prediction_id: { ...text, description: 'Of a call with one input the id of the call will do.' },
      label: { ...text, description: 'What is right; one of the classes.' },
      labels: {
        type: 'array',
        items: text,
        description: 'What is right where an answer has any number of labels.',
      },
      correct: { type: 'boolean', description: 'Whether the answer was right, where no label is named.' },
      comment: { ...text, maxLength: 2000 },
      end_user: { ...text, maxLength: 128 },
    },
  },
  FeedbackReceipt: {
    type: 'object',
    required: ['id', 'prediction_id', 'correct', 'queued'],
    properties: {
      id: text,
      prediction_id: text,
      correct: {
        type: ['boolean', 'null'],
        description: 'Null where it is not known (yet) what was answered.',
      },
      queued: { type: 'boolean', description: 'Whether the row now waits to be labelled.' },
    },
  },
  RequestPage: {
    type: 'object',
    required: ['total', 'requests'],
    properties: {
      total: { type: 'integer', description: 'Counted up to 10,000.' },
      requests: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'at', 'deployment', 'status', 'latency_ms', 'inputs', 'captured'],
          properties: {
            id: text,
            at: { ...text, format: 'date-time' },
            deployment: text,
            model_version: textOrNull,
            status: { type: 'integer' },
            error_code: textOrNull,
            latency_ms: { type: 'number' },
            inputs: { type: 'integer' },
            answers: {
              type: ['array', 'null'],
              items: { type: 'object', properties: { label: textOrNull, score: { type: 'number' } } },
            },
            api_key: textOrNull,
            end_user: textOrNull,
            captured: { type: 'boolean' },
          },
        },
      },
    },
  },
}
