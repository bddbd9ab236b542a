import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { quoteCsv } from './quote-csv.ts'

/** Palmer penguins (CC0): body measures of 344 birds of three species, some missing. */
export const readPenguins = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const file = join(dirname(dirname(require.resolve('vega-datasets'))), 'data', 'penguins.json')
  const birds = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>[]
  const columns = Object.keys(birds[0] ?? {}).toSorted(
    (a, b) => Number(a === 'Species') - Number(b === 'Species'),
  )
  const rows = birds.map((bird) => columns.map((column) => quoteCsv(bird[column])).join(','))
  return `${columns.map(quoteCsv).join(',')}\n${rows.join('\n')}\n`
}
