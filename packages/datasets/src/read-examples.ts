import { DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api'
import type { DatasetExamples, Split, TableColumn } from './contract.ts'
import { quoteName, quoteText, toNumber, toText } from './duck.ts'
import { readClips } from './read-clips.ts'
import { readImages } from './read-images.ts'
import { withReader } from './reader.ts'
import type { DatasetProfile, SplitName } from './schema/index.ts'

type Cell = string | number | boolean | null
type Collected = {
  rowNumbers: number[]
  labels: number[]
  /** Where each row's labels end, and all of them; of versions with several labels per row. */
  ends: number[]
  sets: number[]
  weights: number[]
  texts: string[]
  cells: Cell[][]
}

/** The whole version in memory as typed columns, split by split; ignored columns stay on disk. */
export async function readExamples(input: {
  path: string
  profile: DatasetProfile
}): Promise<DatasetExamples> {
  const { profile } = input
  const labels = profile.classes.map((row) => row.label).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const index = new Map(labels.map((label, at) => [label, at]))
  if (profile.image) return { labels, ...(await readImages(input.path, profile, profile.image, index)) }
  if (profile.audio) return { labels, ...(await readClips(input.path, profile, profile.audio, index)) }
  const features = profile.columns.filter((column) => column.role === 'feature')
  const inputs = profile.textColumn === null ? features.map((column) => column.name) : [profile.textColumn]
  const collected: Record<SplitName, Collected> = {
    train: nothing(inputs),
    validation: nothing(inputs),
    test: nothing(inputs),
  }

  await withReader(async (session) => {
    const list = [profile.labelColumn, ...inputs].map(quoteName).join(', ')
    const weight = profile.weightColumn === undefined ? '1' : quoteName(profile.weightColumn)
    const result = await session.connection.stream(
      `select __row, __split, ${weight}, ${list} from read_parquet(${quoteText(input.path)}) order by __row`,
    )
    for await (const chunk of result) collect(chunk.getColumns(), collected, index, profile.kind === 'text')
  })

  const toSplit = (name: SplitName): Split => {
    const { rowNumbers, labels: classes, ends, sets, weights, texts, cells } = collected[name]
    const common = {
      labels: Int32Array.from(classes),
      rowNumbers: Int32Array.from(rowNumbers),
      ...(profile.multiLabel && {
        labelSets: { offsets: Int32Array.from([0, ...ends]), labels: Int32Array.from(sets) },
      }),
      ...(profile.weightColumn !== undefined && { weights: Float32Array.from(weights) }),
    }
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
  const cells = inputs.map(() => [])
  return { rowNumbers: [], labels: [], ends: [], sets: [], weights: [], texts: [], cells }
}

function collect(
  columns: DuckDBValue[][],
  into: Record<SplitName, Collected>,
  index: Map<string, number>,
  text: boolean,
): void {
  const [rowNumbers = [], splits = [], weights = [], labels = [], ...inputs] = columns
  const numberOf = (label: DuckDBValue | undefined, row: DuckDBValue | undefined): number => {
    const number = index.get(toText(label))
    if (number === undefined) throw new Error(`Row ${toText(row)} has a label that its profile does not know`)
    return number
  }
  for (let i = 0; i < rowNumbers.length; i++) {
    const split = splits[i]
    const target = split === 'test' ? into.test : split === 'validation' ? into.validation : into.train
    const label = labels[i]
    target.rowNumbers.push(toNumber(rowNumbers[i]))
    target.weights.push(toNumber(weights[i]))
    if (label instanceof DuckDBListValue) {
      target.labels.push(0)
      const numbers = label.items.map((item) => numberOf(item, rowNumbers[i])).sort((a, b) => a - b)
      for (const number of numbers) target.sets.push(number)
      target.ends.push(target.sets.length)
    } else target.labels.push(numberOf(label, rowNumbers[i]))
    if (text) target.texts.push(toText(inputs[0]?.[i]))
    else for (let c = 0; c < inputs.length; c++) target.cells[c]?.push(cellOf(inputs[c]?.[i] ?? null))
  }
}

export function cellOf(value: DuckDBValue): Cell {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return toText(value)
}
