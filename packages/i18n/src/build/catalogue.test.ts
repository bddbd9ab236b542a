import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { collect, findGaps, readCatalogue } from './catalogue.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const catalogues = join(root, 'packages/i18n/src/catalogues')
const uses = collect(root)

it('reads the texts of the whole interface and of the server', () => {
  // A reader that finds nothing would leave nothing behind either.
  expect(uses.filter(({ area }) => area !== 'server').length).toBeGreaterThan(2_000)
  expect(uses.filter(({ area }) => area === 'server').length).toBeGreaterThan(500)
})

it.each(readdirSync(catalogues))(
  'leaves no text behind in %s, and keeps none that nobody shows',
  (language) => {
    const texts = readCatalogue(join(catalogues, language))
    // `npm run texts` lists what is missing, and drops what is over.
    expect(findGaps(uses, texts)).toEqual([])
    const shown = new Set(uses.map(({ text }) => text))
    expect(Object.keys(texts).filter((text) => !shown.has(text))).toEqual([])
  },
)
