/**
 * The texts of the dashboard and their translations: `npm run texts` says what a language lacks, and writes each
 * catalogue anew: sorted, every text in the file of the feature that shows it, none that nobody shows any more.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'vite'
import { installIfNeeded } from './pnpm.mjs'

installIfNeeded()
const catalogues = 'packages/i18n/src/catalogues'
// Vite runs the package's TypeScript as it stands.
const vite = await createServer({
  configFile: false,
  server: { middlewareMode: true, hmr: false, ws: false },
  logLevel: 'error',
})
const { collect, findGaps, readCatalogue } = await vite.ssrLoadModule('/packages/i18n/src/build/index.ts')
const uses = collect('.')
let gaps = 0
for (const language of ['zh-CN']) {
  const folder = `${catalogues}/${language}`
  const texts = readCatalogue(folder)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const area of new Set(uses.map((use) => use.area))) {
    const own = uses.filter((use) => use.area === area && texts[use.text] !== undefined)
    const sorted = own.map(({ text }) => [text, texts[text]]).sort(([a], [b]) => (a < b ? -1 : 1))
    if (sorted.length > 0)
      writeFileSync(`${folder}/${area}.json`, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
  }
  for (const gap of findGaps(uses, texts)) {
    gaps++
    console.log(JSON.stringify({ language, ...gap }))
  }
}
await vite.close()
console.error(
  gaps === 0 ? 'Every text is translated into every language.' : `${gaps} texts are missing or wrong.`,
)
process.exit(gaps > 0 ? 1 : 0)
