import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Paths that belong to the doors: an unknown one below them is a 404, not the dashboard. */
const doors = ['/v1/', '/hf/', '/trpc', '/api/', '/webhooks/', '/assets/', '/openapi', '/docs']

/** The built dashboard; every path that is not a file is a route of its own. */
export const registerDashboard = async (app: FastifyInstance, folder: string): Promise<void> => {
  if (!existsSync(join(folder, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
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
    if (isPage) return reply.sendFile('index.html')
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
