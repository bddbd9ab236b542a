import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

/**
 * `/widget.js`: a form for one deployment, for any page that holds a publishable key. The script is the same for all;
 * whose pages a key may be used from is the key's own matter.
 */
export const registerWidget = async (app: FastifyInstance, file: string): Promise<void> => {
  if (!existsSync(file)) return
  const script = await readFile(file)
  app.get('/widget.js', (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .headers({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        // New versions reach pages within the hour; nobody is to wait longer for a repair.
        'cache-control': 'public, max-age=3600',
      })
      .send(script),
  )
}
