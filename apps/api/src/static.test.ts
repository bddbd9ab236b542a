import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import type { Services } from '@assay/services/core'
import type { BrandView } from '@assay/services/views'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerDashboard } from './static.ts'

const brand: BrandView = {
  number: 1,
  name: 'Assay',
  tagline: 'Sorts </script> things',
  logo: null,
  showsName: true,
  favicon: null,
  accent: { light: '#4f46e5', dark: '#5b54ee' },
  css: '',
  supportEmail: '',
  links: [],
  footer: '',
  publicUrl: null,
  demoSlug: null,
  legal: [],
}

const folder = mkdtempSync(join(tmpdir(), 'assay-dashboard-'))
let app: FastifyInstance
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!--head-->')
  writeFileSync(join(folder, 'assets', 'main.js'), 'start()')
  writeFileSync(join(folder, 'assets', 'main.js.br'), brotliCompressSync('start()'))
  app = Fastify()
  // Nothing but these is read of them: no database stands behind pages that hold no data.
  const services = { publicUrl: 'http://localhost:3000' } as Services
  await registerDashboard(app, {
    folder,
    services,
    brands: { current: async () => brand },
    auth: { findUser: async () => null },
  })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, host: string) => app.inject({ url, headers: { host } })

test('every page is the dashboard, and a path below a door is a 404', async () => {
  for (const page of ['/', '/data/ds_1?tab=rows'])
    expect((await get(page, 'localhost:3000')).body).toContain('<title>Assay')
  expect((await get('/', 'localhost:3000')).body).not.toContain('</script> things')
  expect((await get('/v1/nothing', 'localhost:3000')).statusCode).toBe(404)
})

test.each(['127.0.0.1:3000', '[::1]:3000'])(
  'a page at %s is shown under the public name, where the session will be looked for',
  async (host) => {
    const reply = await get('/billing?checkout=success', host)
    expect(reply.statusCode).toBe(307)
    expect(reply.headers.location).toBe('http://localhost:3000/billing?checkout=success')
    expect((await get('/assets/main.js', host)).body).toBe('start()')
  },
)

test.each(['assay.example', 'localhost:4000', '127.0.0.1:4000', ']['])(
  'a page asked for as %s is left where it is: that may be a tunnel or a proxy',
  async (host) => {
    expect((await get('/', host)).statusCode).toBe(200)
  },
)

test('a script goes out compressed to whoever reads that, and as it is to others', async () => {
  const ask = (encoding: string) =>
    app.inject({ url: '/assets/main.js', headers: { host: 'localhost:3000', 'accept-encoding': encoding } })
  const packed = await ask('gzip, br')
  expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(packed.headers['content-type']).toContain('javascript')
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe('start()')
  const plain = await ask('identity')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.body).toBe('start()')
})
