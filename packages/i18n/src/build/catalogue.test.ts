import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { collect, findGaps, readCatalogue } from './catalogue.ts'
import { serverFolders, serverWords } from './sources.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const catalogues = join(root, 'packages/i18n/src/catalogues')
const uses = collect(root)

it('reads the texts of the whole interface and of the server', () => {
  // A reader that finds nothing would leave nothing behind either.
  expect(uses.filter(({ area }) => area !== 'server').length).toBeGreaterThan(2_000)
  expect(uses.filter(({ area }) => area === 'server').length).toBeGreaterThan(500)
})

it('lists no word that the server does not say', () => {
  const source = serverFolders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => /(?<!\.test)\.ts$/.test(path))
        .map((path) => readFileSync(join(root, folder, path), 'utf8')),
    )
    .join('\n')
  const listed = serverWords.filter((word) => !word.includes('{'))
  expect(listed.filter((word) => !source.includes(`'${word}'`))).toEqual([])
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
