import { batchPaths } from './batch-paths.ts'
import { callPaths, callSchemas } from './call-paths.ts'
import { completed } from './completed.ts'
import { dataPaths } from './data-paths.ts'
import { json } from './parts.ts'
import { predictionPaths } from './prediction-paths.ts'
import { openInferenceServerPaths, protocolPaths } from './protocol-paths.ts'
import { schemas } from './schemas.ts'

const ready = { status: 'ok', checks: { database: 'ok', queue: 'ok', worker: 'ok', storage: 'ok' } }
const unready = { status: 'unavailable', checks: { ...ready.checks, worker: 'no worker is running' } }

/** The OpenAPI 3.1 description of what callers use. */
export const describeApi = (publicUrl: string, name: string) => ({
  openapi: '3.1.0',
  info: {
    title: name,
    version: '1.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description:
      'Call your classifiers. Every answered prediction is metered exactly once; refused requests are never billed. Every answer carries `x-request-id`.',
  },
  servers: [{ url: publicUrl }],
  security: [{ apiKey: [] }],
  tags: [
    { name: 'Predictions', description: 'Ask a deployment.' },
    { name: 'Batches', description: 'Ask a deployment about a whole file or dataset version.' },
    { name: 'Protocols', description: 'Ask a deployment as other platforms’ clients do.' },
    { name: 'Data', description: 'Send labelled data.' },
    { name: 'Models', description: 'Take trained models away.' },
    { name: 'Keys', description: 'What callers show.' },
    { name: 'Health', description: 'For load balancers.' },
  ],
  paths: completed({
    ...predictionPaths,
    ...callPaths,
    ...batchPaths,
    ...protocolPaths,
    ...dataPaths,
    ...openInferenceServerPaths,
    '/healthz': {
      get: {
        operationId: 'alive',
        tags: ['Health'],
        security: [],
        summary: 'Whether the process lives',
        responses: { 200: { description: 'It does.', ...json({ type: 'object' }, { status: 'ok' }) } },
      },
    },
    '/readyz': {
      get: {
        operationId: 'ready',
        tags: ['Health'],
        security: [],
        summary: 'Whether database, queue, worker and storage answer',
        responses: {
          200: { description: 'All do.', ...json({ type: 'object' }, ready) },
          503: {
            description: 'One does not; the body says which.',
            ...json({ type: 'object' }, unready),
          },
        },
      },
    },
  }),
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A key like ask_…' } },
    schemas: { ...schemas, ...callSchemas },
  },
})
