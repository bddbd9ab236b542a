import { quoteName, quoteText } from './duck.ts'
import { withReader } from './reader.ts'
import type { DatasetProfile } from './schema/index.ts'

/**
 * Writes a version of texts or of a table as CSV (RFC 4180, UTF-8): its columns in file order and a last one that
 * says in which split a row is. Several labels stand in one cell with `|` between them, as an upload may have them.
 */
export async function exportCsv(input: {
  path: string
  profile: DatasetProfile
  outputPath: string
}): Promise<void> {
  const { path, profile, outputPath } = input
  const columns = profile.columns.map(({ name, role, type }) => {
    const column = quoteName(name)
    if (role === 'label' && profile.multiLabel) return `array_to_string(${column}, '|') as ${column}`
    if (type === 'date') return `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ') as ${column}`
    return column
  })
  const taken = new Set(profile.columns.map(({ name }) => name.toLowerCase()))
  let split = 'split'
  while (taken.has(split)) split += '_'
  await withReader((session) =>
    session.run(
      `copy (select ${columns.join(', ')}, __split as ${quoteName(split)} from read_parquet(${quoteText(path)}) order by __row)
        to ${quoteText(outputPath)} (format csv, header true)`,
    ),
  )
}
