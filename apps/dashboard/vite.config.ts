import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { i18n } from '../../packages/i18n/src/build/index.ts'

const api = process.env['ASSAY_API_URL'] ?? 'http://localhost:3000'
const proxied = [
  '/trpc',
  '/api',
  '/v1',
  '/hf',
  '/docs',
  '/openapi.json',
  '/brand',
  '/favicon.svg',
  '/site.json',
  '/share',
]
const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The product waits for its texts, so the browser would learn of it late: the page names it from the start. */
const preloadProduct = (entries: Readonly<Record<string, string>>): Plugin => ({
  name: 'assay:preload-product',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { filename, bundle = {} }) => {
      const wanted = Object.entries(entries).find(([page]) => filename.endsWith(page))?.[1]
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
      const product = chunks.find(({ facadeModuleId }) => wanted && facadeModuleId?.endsWith(wanted))
      return (product ? [product.fileName, ...product.imports] : [])
        .filter((file) => !html.includes(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }))
    },
  },
})

/** Each script and style lies there compressed too, once for all readers. */
const compressAssets = (): Plugin => ({
  name: 'assay:compress-assets',
  apply: 'build',
  writeBundle: ({ dir = '' }) => {
    const assets = join(dir, 'assets')
    for (const name of readdirSync(assets).filter((one) => /\.(js|css|svg|json|wasm)$/.test(one))) {
      const content = readFileSync(join(assets, name))
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
      writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params }))
      writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
    }
  },
})

export default defineConfig({
  plugins: [
    i18n({ source: folder('src'), catalogues: folder('../../packages/i18n/src/catalogues') }),
    react(),
    tailwindcss(),
    preloadProduct({ 'index.html': '/app/mount.tsx', 'site.html': '/app/mount-site.tsx' }),
    compressAssets(),
  ],
  // Fonts stay files: the content security policy allows no data: fonts.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 600,
    // Whoever is not signed in is given pages of their own, which load little.
    rollupOptions: { input: ['index.html', 'site.html'] },
  },
  server: { port: 5173, proxy: Object.fromEntries(proxied.map((path) => [path, { target: api }])) },
})
