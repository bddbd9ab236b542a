import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { describeApi } from './document.ts'

/** `/openapi.json`, and `/docs` to read it; the page is served from this origin alone. */
export const registerOpenApi = async (app: FastifyInstance, publicUrl: string): Promise<void> => {
  const document = describeApi(publicUrl)
  app.get('/openapi.json', async () => document)
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      title: 'Assay API',
      url: '/openapi.json',
      telemetry: false,
      withDefaultFonts: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
}
