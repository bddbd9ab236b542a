import { createHash } from 'node:crypto'
import { readBrandAsset } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import { NotFound } from '@assay/services/errors'
import { listOpenPages, readPublicPage } from '@assay/services/public-page'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { BrandCache } from './brand-cache.ts'
import { escapeHtml } from './html.ts'
import { isSitePath, readSitePage } from './read-page.ts'
import { drawShareImage } from './share-image.ts'

/** Pictures are drawn here and hold no scripts; a browser that opens one alone is told so, too. */
const pictureHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  // Mails and other people's pages show them.
  'cross-origin-resource-policy': 'cross-origin',
}
const forEver = 'public, max-age=31536000, immutable'

const sendPng = (reply: FastifyReply, png: Buffer, cacheControl: string) =>
  reply
    .type('image/png')
    .headers({ ...pictureHeaders, 'cache-control': cacheControl })
    .send(png)

/** The brand's own addresses: itself as data, its pictures, and what search engines and other sites look for. */
export const registerSite = (app: FastifyInstance, services: Services, brands: BrandCache): void => {
  const homeOf = async () => (await brands.current()).publicUrl ?? services.publicUrl

  app.get('/brand.json', async (request, reply) => {
    const body = JSON.stringify(await brands.current())
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    reply.headers({ 'cache-control': 'no-cache', etag: tag })
    if (request.headers['if-none-match'] === tag) return reply.status(304).send()
    return reply.type('application/json').send(body)
  })

  app.get<{ Params: { file: string } }>('/brand/:file', async ({ params: { file } }, reply) => {
    const sha256 = /^([0-9a-f]{64})\.png$/.exec(file)?.[1]
    const asset = sha256 === undefined ? null : await readBrandAsset(services, sha256)
    if (!asset) throw new NotFound('page', file)
    return sendPng(reply, asset.bytes, forEver)
  })

  app.get('/favicon.svg', async (_request, reply) => {
    const { name, accent, css } = await brands.current()
    const ink = /--on-accent:(#[0-9a-f]{6})/.exec(css)?.[1] ?? '#ffffff'
    const letter = escapeHtml([...name][0]?.toUpperCase() ?? '')
    return reply
      .type('image/svg+xml')
      .headers({ ...pictureHeaders, 'cache-control': 'no-cache' })
      .send(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${accent.light}"/><text x="16" y="22.5" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-size="19" font-weight="700" fill="${ink}">${letter}</text></svg>`,
      )
  })

  app.get<{ Params: { file: string } }>('/share/:file', async ({ params: { file } }, reply) => {
    const slug = /^([a-z0-9-]{1,64})\.png$/.exec(file)?.[1]
    if (slug === undefined) throw new NotFound('page', file)
    const brand = await brands.current()
    const title = slug === 'site' ? brand.tagline : (await readPublicPage(services, slug)).title
    return sendPng(reply, await drawShareImage(brand, title), 'public, max-age=600')
  })

  /** What a page holds, for pages that are served by another program than this one while they are developed. */
  app.get<{ Querystring: { path?: string } }>('/site.json', async ({ query: { path = '/' } }, reply) => {
    const url = URL.canParse(path, services.publicUrl) ? new URL(path, services.publicUrl) : null
    if (!url || !isSitePath(url.pathname)) throw new NotFound('page', path)
    const brand = await brands.current()
    const { site } = await readSitePage(services, brand, url, await homeOf())
    return reply.header('cache-control', 'no-cache').send({ brand, site })
  })

  app.get('/robots.txt', async (_request, reply) =>
    reply
      .type('text/plain')
      .send(
        `User-agent: *\nDisallow: /trpc/\nDisallow: /api/\nDisallow: /v1/\nSitemap: ${await homeOf()}/sitemap.xml\n`,
      ),
  )

  app.get('/sitemap.xml', async (_request, reply) => {
    const home = await homeOf()
    const { legal } = await brands.current()
    const pages = await listOpenPages(services)
    const paths = ['', '/pricing', '/docs', ...legal.map(({ kind }) => `/legal/${kind}`)]
    const urls = [
      ...paths.map((path) => `<url><loc>${escapeHtml(home + path)}</loc></url>`),
      ...pages.map(
        ({ slug, updatedAt }) =>
          `<url><loc>${escapeHtml(`${home}/p/${slug}`)}</loc><lastmod>${updatedAt.toISOString().slice(0, 10)}</lastmod></url>`,
      ),
    ]
    return reply
      .type('application/xml')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`,
      )
  })
}
