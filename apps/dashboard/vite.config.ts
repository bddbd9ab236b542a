import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
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

export default defineConfig({
  plugins: [i18n({ source: folder('src'), catalogues: folder('src/catalogues') }), react(), tailwindcss()],
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
