import { failures, json, ref } from './parts.ts'

export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description:
    'Makes retries safe: for 72 hours, the same key with the same body has one effect and one response.',
}
export const endUserHeader = {
  name: 'x-end-user',
  in: 'header',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
  description: 'Your own ID for the end user. Usage is counted, limited and reported per end user.',
}
export const deploymentParameter = {
  name: 'deployment',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  example: 'dep_01k…',
}

export const predictionPaths = {
  '/v1/predict/{deployment}': {
    post: {
      operationId: 'predict',
      tags: ['Predictions'],
      summary: 'Classify up to 1,000 inputs',
      parameters: [
        deploymentParameter,
        idempotencyKey,
        endUserHeader,
        {
          name: 'top_k',
          in: 'query',
          schema: { type: 'integer', minimum: 1, maximum: 10_000 },
          description: 'If the body is a file: same as the JSON field.',
        },
        {
          name: 'explain',
          in: 'query',
          schema: { type: 'boolean' },
          description: 'If the body is a file: same as the JSON field.',
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
              description: 'One image, for image models.',
            },
          },
          'audio/*': {
            schema: {
              type: 'string',
              format: 'binary',
              description: 'One WAV file, for audio models.',
            },
          },
        },
      },
      responses: {
        200: {
          description:
            'Predictions, in the order of the inputs. A request is answered and billed as a whole or not at all.',
          headers: { 'x-request-id': { schema: { type: 'string' } } },
          ...json(ref('PredictResponse'), {
            id: 'req_01k…',
            deployment: 'dep_01k…',
            model_version: 'mdv_01k…',
            predictions: [
              {
                id: 'req_01k…-0',
                label: 'spam',
                score: 0.98,
                scores: [
                  { label: 'spam', score: 0.98 },
                  { label: 'ham', score: 0.02 },
                ],
              },
            ],
            usage: { predictions: 1 },
          }),
        },
        ...failures,
      },
    },
  },
  '/v1/deployments/{deployment}': {
    get: {
      operationId: 'describeDeployment',
      tags: ['Predictions'],
      summary: 'Describe a deployment',
      parameters: [deploymentParameter],
      responses: {
        200: {
          description: 'Its kind of input, its labels and, for tables, the columns of a row.',
          ...json(ref('DeploymentDescription'), {
            id: 'dep_01k…',
            kind: 'table',
            answers: 'one',
            labels: ['Adelie', 'Gentoo'],
            columns: [
              { name: 'Beak Length (mm)', type: 'number' },
              { name: 'Island', type: 'category', categories: ['Biscoe', 'Dream'] },
            ],
            model_version: 'mdv_01k…',
            version: 3,
          }),
        },
        401: failures[401],
        403: failures[403],
        404: failures[404],
        429: failures[429],
      },
    },
  },
  '/hf/{deployment}': {
    post: {
      operationId: 'huggingFace',
      tags: ['Predictions'],
      summary: 'Hugging Face text, image, audio and tabular classification',
      description: 'For Hugging Face Inference clients: set this URL as their endpoint.',
      parameters: [deploymentParameter, idempotencyKey, endUserHeader],
      requestBody: {
        required: true,
        ...json(ref('HuggingFaceRequest'), { inputs: 'You have won a prize!', parameters: { top_k: 2 } }),
      },
      responses: {
        200: {
          description:
            'Text: one list of labels and scores per input. Image or audio: a single list. Table: each row’s label, as its index in the model’s label list (`inputs`) or by name (`table`). With multi-label models, scores are independent of each other, as with `sigmoid`.',
          ...json(ref('HuggingFaceResponse'), [[{ label: 'spam', score: 0.98 }]]),
        },
        ...Object.fromEntries(
          Object.entries(failures).map(([status, { description }]) => [
            status,
            { description, ...json(ref('TextError')) },
          ]),
        ),
      },
    },
  },
}
