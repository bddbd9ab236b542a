import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '@assay/services/core'
import { isEnabled, isSignUpOpen } from '@assay/services/feature'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from './auth/index.ts'
import { toHeaders } from './auth/route.ts'
import type { BrandCache } from './site/brand-cache.ts'
import { headMark, writeHead } from './site/html.ts'
import { isSitePath, readSitePage } from './site/read-page.ts'

/** Paths that belong to the doors: an unknown one below them is a 404, not the dashboard. */
const doors = [
  '/v1/',
  '/hf/',
  '/trpc',
  '/api/',
  '/webhooks/',
  '/assets/',
  '/openapi',
  '/docs',
  '/brand/',
  '/share/',
]

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where a page asked for under another of this machine's own names lies under the public one; else null. A
 * session belongs to one name, and links that lead back from Checkout or a mail carry the public one.
 */
const publicNameOf = (host: string | undefined, path: string, publicUrl: URL): string | null => {
  if (host === undefined || host === publicUrl.host || !loopback.has(publicUrl.hostname)) return null
  if (!URL.canParse(`http://${host}`)) return null
  const asked = new URL(`http://${host}`)
  if (asked.port !== publicUrl.port || !loopback.has(asked.hostname)) return null
  return publicUrl.origin + path
}

/** Pages of the dashboard that search engines may name. */
const openToAll: ReadonlySet<string> = new Set(['/sign-in', '/sign-up', '/status'])

type Shown = { folder: string; services: Services; brands: BrandCache; auth: Pick<Auth, 'findUser'> }

/** The built pages: the dashboard, and what people see who are not signed in. Each is given the brand in its head. */
const openPages = async ({ folder, services, brands, auth }: Shown) => {
  const dashboard = await readFile(join(folder, 'index.html'), 'utf8')
  const inFront = existsSync(join(folder, 'site.html'))
    ? await readFile(join(folder, 'site.html'), 'utf8')
    : null
  const wantsSite = async (request: FastifyRequest, path: string): Promise<boolean> => {
    if (inFront === null || !isSitePath(path)) return false
    return path !== '/' || (await auth.findUser(toHeaders(request))) === null
  }
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const brand = await brands.current()
    const url = new URL(request.url, services.publicUrl)
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache')
    if (inFront !== null && (await wantsSite(request, url.pathname))) {
      const { site, head } = await readSitePage(services, brand, url, brand.publicUrl ?? services.publicUrl)
      const access = {
        signUpOpen: await isSignUpOpen(services),
        takesRequests: await isEnabled(services, 'service_requests', null),
      }
      if (site.page === 'missing') reply.status(404)
      if (site.page === 'deployment' && site.embedded) mayBeFramed(reply)
      return reply.send(inFront.replace(headMark, () => writeHead(brand, head, { site, access })))
    }
    const isForAll = openToAll.has(url.pathname)
    const home = brand.publicUrl ?? services.publicUrl
    const head = {
      title: brand.name,
      description: brand.tagline,
      canonical: isForAll ? home + url.pathname : null,
      image: isForAll ? `${home}/share/site.png` : null,
    }
    return reply.send(dashboard.replace(headMark, () => writeHead(brand, head, {})))
  }
}

/** A page that is meant to stand within other people's. */
const mayBeFramed = (reply: FastifyReply): void => {
  reply.removeHeader('x-frame-options')
  const policy = String(reply.getHeader('content-security-policy') ?? '')
  reply.header('content-security-policy', policy.replace("frame-ancestors 'self'", 'frame-ancestors *'))
}

/** The built dashboard; every path that is not a file is a route of its own. */
export const registerDashboard = async (app: FastifyInstance, shown: Shown): Promise<void> => {
  const { folder } = shown
  if (!existsSync(join(folder, 'index.html'))) return
  const publicUrl = new URL(shown.services.publicUrl)
  const sendPage = await openPages(shown)
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    // Answered below, like every page.
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header(
        'cache-control',
        path.includes(`${join(folder, 'assets')}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !doors.some((prefix) => request.url.startsWith(prefix))
    if (isPage) {
      const elsewhere = publicNameOf(request.headers.host, request.url, publicUrl)
      return elsewhere === null ? sendPage(request, reply) : reply.redirect(elsewhere, 307)
    }
    return reply.status(404).send({
      error: {
        type: 'not_found_error',
        code: 'not_found',
        message: `No endpoint for ${request.method} ${request.url.split('?')[0]}. See /docs.`,
        param: null,
        request_id: request.id,
      },
    })
  })
}
