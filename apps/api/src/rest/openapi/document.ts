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
    title: `${name} API`,
    version: '1.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description:
      'Call your classifiers over HTTP. Each prediction returned is metered exactly once, and rejected requests are never billed. Every response includes an `x-request-id` header.',
  },
  servers: [{ url: publicUrl }],
  security: [{ apiKey: [] }],
  tags: [
    { name: 'Predictions', description: 'Get predictions from a deployment.' },
    { name: 'Batches', description: 'Run a whole file or dataset version through a deployment.' },
    { name: 'Protocols', description: 'Call a deployment with clients built for other platforms.' },
    { name: 'Data', description: 'Upload and download labelled data.' },
    { name: 'Models', description: 'Export trained models.' },
    { name: 'Keys', description: 'Report leaked API keys.' },
    { name: 'Health', description: 'Health checks for load balancers.' },
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
        summary: 'Check that the process is running',
        responses: {
          200: { description: 'The process is running.', ...json({ type: 'object' }, { status: 'ok' }) },
        },
      },
    },
    '/readyz': {
      get: {
        operationId: 'ready',
        tags: ['Health'],
        security: [],
        summary: 'Check the database, queue, worker and storage',
        responses: {
          200: { description: 'All checks pass.', ...json({ type: 'object' }, ready) },
          503: {
            description: 'A check fails; the body says which.',
            ...json({ type: 'object' }, unready),
          },
        },
      },
    },
  }),
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'An API key such as `ask_…`.' },
    },
    schemas: { ...schemas, ...callSchemas },
  },
})
