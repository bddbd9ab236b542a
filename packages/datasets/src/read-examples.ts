import { DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api'
import type { DatasetExamples, Split, TableColumn } from './contract.ts'
import { quoteName, quoteText, toNumber, toText } from './duck.ts'
import { readImages } from './read-images.ts'
import { withReader } from './reader.ts'
import type { DatasetProfile, SplitName } from './schema/index.ts'

type Cell = string | number | boolean | null
type Collected = { rowNumbers: number[]; labels: number[]; texts: string[]; cells: Cell[][] }

/** The whole version in memory as typed columns, split by split; ignored columns stay on disk. */
export async function readExamples(input: {
  path: string
  profile: DatasetProfile
}): Promise<DatasetExamples> {
  const { profile } = input
  const labels = profile.classes.map((row) => row.label).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const index = new Map(labels.map((label, at) => [label, at]))
  if (profile.image) return { labels, ...(await readImages(input.path, profile, profile.image, index)) }
  const features = profile.columns.filter((column) => column.role === 'feature')
  const inputs = profile.textColumn === null ? features.map((column) => column.name) : [profile.textColumn]
  const collected: Record<SplitName, Collected> = {
    train: nothing(inputs),
    validation: nothing(inputs),
    test: nothing(inputs),
  }

  await withReader(async (session) => {
    const list = [profile.labelColumn, ...inputs].map(quoteName).join(', ')
    const result = await session.connection.stream(
      `select __row, __split, ${list} from read_parquet(${quoteText(input.path)}) order by __row`,
    )
    for await (const chunk of result) collect(chunk.getColumns(), collected, index, profile.kind === 'text')
  })

  const toSplit = (name: SplitName): Split => {
    const { rowNumbers, labels: classes, texts, cells } = collected[name]
    const common = { labels: Int32Array.from(classes), rowNumbers: Int32Array.from(rowNumbers) }
    if (profile.kind === 'text') return { kind: 'text', texts, ...common }
    const columns = features.map((column, at): TableColumn => {
      // Text never has the role `feature`: planning ignores it in tables.
      const type = column.type === 'text' ? 'category' : column.type
      return { name: column.name, type, values: cells[at] ?? [] }
    })
    return { kind: 'table', columns, ...common }
  }
  return { labels, train: toSplit('train'), validation: toSplit('validation'), test: toSplit('test') }
}

function nothing(inputs: string[]): Collected {
  return { rowNumbers: [], labels: [], texts: [], cells: inputs.map(() => []) }
}

function collect(
  columns: DuckDBValue[][],
  into: Record<SplitName, Collected>,
  index: Map<string, number>,
  text: boolean,
): void {
  const [rowNumbers = [], splits = [], labels = [], ...inputs] = columns
  for (let i = 0; i < rowNumbers.length; i++) {
    const split = splits[i]
    const target = split === 'test' ? into.test : split === 'validation' ? into.validation : into.train
    const label = index.get(toText(labels[i]))
    if (label === undefined)
      throw new Error(`Row ${toText(rowNumbers[i])} has a label that its profile does not know`)
    target.rowNumbers.push(toNumber(rowNumbers[i]))
    target.labels.push(label)
    if (text) target.texts.push(toText(inputs[0]?.[i]))
    else for (let c = 0; c < inputs.length; c++) target.cells[c]?.push(cellOf(inputs[c]?.[i] ?? null))
  }
}

export function cellOf(value: DuckDBValue): Cell {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return toText(value)
}
