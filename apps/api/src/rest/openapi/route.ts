import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import type { BrandCache } from '../../site/brand-cache.ts'
import { escapeHtml } from '../../site/html.ts'
import { describeApi } from './document.ts'

const referenceTitle = 'title-of-the-reference'

/** `/openapi.json`, and `/docs` to read it; the page is served from this origin alone. */
export const registerOpenApi = async (
  app: FastifyInstance,
  brands: BrandCache,
  publicUrl: string,
): Promise<void> => {
  app.get('/openapi.json', async () => {
    const brand = await brands.current()
    return describeApi(brand.publicUrl ?? publicUrl, brand.name)
  })
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      title: referenceTitle,
      pageTitle: referenceTitle,
      // The API has models of its own.
      modelsSectionLabel: 'Schemas',
      // Without it the title touches the version above it.
      customCss: '.section-header.tight { margin-top: 8px }',
      url: '/openapi.json',
      telemetry: false,
      withDefaultFonts: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
  // The page is made once; the brand may change at any time.
  app.addHook('onSend', async (request, _reply, payload) => {
    if (!request.url.startsWith('/docs') || typeof payload !== 'string') return payload
    return payload.includes(referenceTitle)
      ? payload.replaceAll(referenceTitle, `${escapeHtml((await brands.current()).name)} API`)
      : payload
  })
}
