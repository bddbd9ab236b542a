import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { ingest, pageRows } from '@assay/datasets'
import type { DatasetProfile, RowFilter, RowSort } from '@assay/datasets/schema'

/** Pages of a version of a million texts and numbers: first, deep, sorted, searched and filtered. */

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' } },
})
const rows = Number(flags.rows)
const limit = 100

async function writeUpload(path: string): Promise<void> {
  const words =
    'order parcel invoice refund courier late broken missing wrong size colour price account login password question answer thanks please today tomorrow yesterday never always'.split(
      ' ',
    )
  let state = 42
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const out = createWriteStream(path)
  out.write('text,amount,region,label\n')
  let block = ''
  for (let row = 0; row < rows; row++) {
    let text = `ticket ${row}`
    const count = 6 + next(9)
    for (let i = 0; i < count; i++) text += ` ${words[next(words.length)]}`
    block += `${text},${next(100_000) / 100},region ${next(12)},label ${next(20)}\n`
    if (block.length > 1 << 20) {
      if (!out.write(block)) await once(out, 'drain')
      block = ''
    }
  }
  out.end(block)
  await finished(out)
}

async function timed(name: string, page: () => Promise<{ total: number }>): Promise<void> {
  const started = performance.now()
  const { total } = await page()
  const ms = performance.now() - started
  console.log(
    `${name.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms  ${total.toLocaleString('en').padStart(10)} rows`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-browse-'))
try {
  const sourcePath = join(folder, 'upload.csv')
  await writeUpload(sourcePath)
  const path = join(folder, 'version.parquet')
  const outcome = await ingest({
    sourcePath,
    fileName: 'upload.csv',
    outputPath: path,
    scratchDir: folder,
    options: { ignoredColumns: [], seed: 42, kind: 'text', labelColumn: 'label', textColumn: 'text' },
    now: () => performance.now(),
  })
  if (outcome.status !== 'ready') throw new Error(`The upload is ${outcome.status}`)
  const profile: DatasetProfile = outcome.profile
  console.log(`${rows.toLocaleString('en')} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB of Parquet`)
  const at = (offset: number, filter: RowFilter = {}, sort: RowSort | null = null) =>
    pageRows({ path, profile, offset, limit, filter, sort })
  const by = (column: string, of: RowSort['by'] = 'value'): RowSort => ({ column, by: of, descending: true })
  await at(0)
  await timed('first page', () => at(0))
  await timed('page in the middle', () => at(rows / 2))
  await timed('last page', () => at(rows - limit))
  await timed('one label, first page', () => at(0, { labels: ['label 3'] }))
  await timed('one label, a later page', () => at(20_000, { labels: ['label 3'] }))
  await timed('sorted by a number, first page', () => at(0, {}, by('amount')))
  await timed('sorted by a number, page in the middle', () => at(rows / 2, {}, by('amount')))
  await timed('sorted by text, first page', () => at(0, {}, by('text')))
  await timed('sorted by text, next page', () => at(limit, {}, by('text')))
  await timed('sorted by length of text, first page', () => at(0, {}, by('text', 'length')))
  await timed('search, first page', () => at(0, { search: 'ticket 77' }))
  await timed('search, next page', () => at(limit, { search: 'ticket 77' }))
  await timed('search for what is nowhere', () => at(0, { search: 'nowhere to be found' }))
  await timed('range of a number and a value', () =>
    at(0, {
      columns: [
        { column: 'amount', from: 100, below: 110 },
        { column: 'region', is: 'region 5' },
      ],
    }),
  )
} finally {
  rmSync(folder, { recursive: true })
}
