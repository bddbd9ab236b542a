import { failures, json, query, ref } from './parts.ts'

/** What follows a call: feedback, and the list of requests. */
export const callPaths = {
  '/v1/feedback': {
    post: {
      operationId: 'giveFeedback',
      tags: ['Predictions'],
      summary: 'Send feedback on a prediction',
      description:
        'Feedback measures accuracy in production, even if inputs are not stored. If the input is stored, its row is queued for labelling. Sending feedback on the same prediction again replaces the earlier feedback. Feedback is free.',
      requestBody: {
        required: true,
        ...json(ref('FeedbackRequest'), { prediction_id: 'req_01k…-0', label: 'spam', comment: 'A scam.' }),
      },
      responses: {
        200: {
          description: 'Feedback saved.',
          ...json(ref('FeedbackReceipt'), {
            id: 'fbk_01k…',
            prediction_id: 'req_01k…-0',
            correct: false,
            queued: true,
          }),
        },
        ...failures,
        404: { ...failures[404], description: 'No such prediction, or the key has no access to it.' },
      },
    },
  },
  '/v1/requests': {
    get: {
      operationId: 'listRequests',
      tags: ['Predictions'],
      summary: 'List recent requests',
      description:
        'Requests to a deployment from the last 30 days, newest first; only a sample for deployments with very high traffic. The key needs the `data` scope. This list is not a billing record: billed requests are listed under Usage.',
      parameters: [
        { name: 'deployment', in: 'query', required: true, schema: { type: 'string' }, example: 'dep_01k…' },
        query(
          'outcome',
          { type: 'string', enum: ['answered', 'refused'] },
          'Only answered or only refused requests.',
        ),
        query('label', { type: 'string' }, 'Only requests answered with this label.'),
        query('end_user', { type: 'string' }, 'Only requests for this end user.'),
        query('offset', { type: 'integer', minimum: 0 }, 'Number of requests to skip.'),
        query(
          'limit',
          { type: 'integer', minimum: 1, maximum: 200 },
          'Maximum number of requests to return.',
        ),
      ],
      responses: {
        200: {
          description: 'A page of requests.',
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
      prediction_id: {
        ...text,
        description: 'The ID of a prediction. For a request with one input, the request ID also works.',
      },
      label: { ...text, description: 'The correct label: one of the model’s classes.' },
      labels: {
        type: 'array',
        items: text,
        description: 'The correct labels, for multi-label models.',
      },
      correct: {
        type: 'boolean',
        description: 'Whether the prediction was correct, if you don’t send a label.',
      },
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
        description: 'Null if what was predicted is not known (yet).',
      },
      queued: { type: 'boolean', description: 'Whether the row is now queued for labelling.' },
    },
  },
  RequestPage: {
    type: 'object',
    required: ['total', 'requests'],
    properties: {
      total: { type: 'integer', description: 'Number of matching requests, counted up to 10,000.' },
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
