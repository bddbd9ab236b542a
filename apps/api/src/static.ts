import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Paths that belong to the doors: an unknown one below them is a 404, not the dashboard. */
const doors = ['/v1/', '/hf/', '/trpc', '/api/', '/webhooks/', '/assets/', '/openapi', '/docs']

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

/** The built dashboard; every path that is not a file is a route of its own. */
export const registerDashboard = async (
  app: FastifyInstance,
  folder: string,
  publicUrl: URL,
): Promise<void> => {
  if (!existsSync(join(folder, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    // Answered below, like every page.
    index: false,
    cacheControl: false,
    preCompressed: false,
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
      return elsewhere === null ? reply.sendFile('index.html') : reply.redirect(elsewhere, 307)
    }
    return reply.status(404).send({
      error: {
        type: 'not_found_error',
        code: 'not_found',
        message: `Nothing answers ${request.method} ${request.url.split('?')[0]}. See /docs.`,
        param: null,
        request_id: request.id,
      },
    })
  })
}
