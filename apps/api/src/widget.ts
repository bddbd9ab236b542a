import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { BrandCache } from './site/brand-cache.ts'

/** The widget's own, in place of which it is given the brand's. */
const builtAccent = '#3b54d4'

/**
 * `/widget.js`: a form for one deployment, for any page that holds a publishable key. The script is the same for all;
 * whose pages a key may be used from is the key's own matter.
 */
export const registerWidget = async (
  app: FastifyInstance,
  brands: BrandCache,
  file: string,
): Promise<void> => {
  if (!existsSync(file)) return
  const script = await readFile(file, 'utf8')
  app.get('/widget.js', async (_request, reply) => {
    const { accent } = await brands.current()
    return reply
      .type('text/javascript; charset=utf-8')
      .headers({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        // New versions reach pages within the hour; nobody is to wait longer for a repair.
        'cache-control': 'public, max-age=3600',
      })
      .send(script.replaceAll(builtAccent, accent.light))
  })
}
