import { splitOf, splitOfPath } from '../archive/layout.ts'
import type { FileFinder } from './find-file.ts'
import type { ManifestRecord, ManifestRow } from './manifest.ts'

const fileNames =
  'filename file filepath path image imagefile imagefilename imagepath imagename imageid img picture photo audio audiofile audiofilename audiopath sound clip wav slicefilename fname sourceref uri url id'.split(
    ' ',
  )
const labelNames =
  'label labelname class classname category target tag labels classes tags y species genre emotion sentiment command word digit'.split(
    ' ',
  )
const splitNames = ['split', 'set', 'subset', 'partition', 'fold']
const looked = 300
/** A column names files when this share of its cells leads to one. */
const resolvingShare = 0.5

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Which columns of a table mean what; `label` null where none is clearly it. */
export type TableColumns = { file: string; label: string | null; split: string | null; names: string[] }

/** The columns of a table that names files of the archive; null where none of its columns does. */
export function findColumns(
  records: readonly ManifestRecord[],
  finder: FileFinder,
  folder: string,
  asked: string | undefined,
): TableColumns | null {
  const names = [...new Set(records.slice(0, looked).flatMap(({ values }) => Object.keys(values)))]
  const sample = spread(records)
  const resolves = (name: string): boolean => {
    const cells = sample.map(({ values }) => textOf(values[name])).filter((cell) => cell !== '')
    const found = cells.filter((cell) => finder.find(cell, folder) !== 'missing').length
    return cells.length > 0 && found >= resolvingShare * cells.length
  }
  const named = fileNames.flatMap((wanted) => names.filter((name) => plain(name) === wanted))
  const file = [...named, ...names.filter((name) => !named.includes(name))].find(resolves) ?? null
  if (file === null) return null
  const split = findSplit(names, sample, file)
  const others = names.filter((name) => name !== file && name !== split)
  return { file, split, names, label: findLabel(others, sample, asked) }
}

function findSplit(names: string[], sample: readonly ManifestRecord[], file: string): string | null {
  return (
    names.find(
      (name) =>
        name !== file &&
        splitNames.includes(plain(name)) &&
        sample.some(({ values }) => splitOf(textOf(values[name])) !== null),
    ) ?? null
  )
}

function findLabel(
  names: readonly string[],
  sample: readonly ManifestRecord[],
  asked: string | undefined,
): string | null {
  if (asked !== undefined) {
    const wanted = asked.trim().toLowerCase()
    const found = names.find((name) => name.toLowerCase() === wanted)
    if (found !== undefined) return found
  }
  const named = labelNames.flatMap((wanted) => names.filter((name) => plain(name) === wanted))
  // Where a class stands there by number and by name, the name is what people read.
  const isWorded = (name: string) => sample.some(({ values }) => !/^-?\d*$/.test(textOf(values[name])))
  const best = named.find(isWorded) ?? named[0]
  const [only] = names
  return best ?? (names.length === 1 && only !== undefined && recurs(only, sample) ? only : null)
}

/** Whether the values come again, as labels do and captions do not. */
function recurs(name: string, sample: readonly ManifestRecord[]): boolean {
  const values = new Set(sample.map(({ values: of }) => textOf(of[name])))
  return values.size <= Math.max(10, sample.length / 2)
}

/** What the rows say, by the columns that were found. */
export function readTable(
  records: readonly ManifestRecord[],
  { file, label, split }: TableColumns,
  path: string,
): ManifestRow[] {
  const fallback = splitOfPath(path)
  return records.map(({ line, values }) => {
    const part = split === null ? '' : textOf(values[split])
    const known = splitOf(part)
    return {
      line,
      file: textOf(values[file]),
      labels: label === null ? [] : labelsOf(values[label]),
      split: part === '' ? fallback : known,
      unlike:
        part !== '' && known === null
          ? `"${part.slice(0, 60)}" is not a split. Use train, validation or test.`
          : null,
    }
  })
}

/** One label, or the several of an array or of marks between them. */
function labelsOf(value: unknown): string[] {
  const parts = Array.isArray(value) ? value.map(textOf) : listOf(textOf(value))
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))]
}

function listOf(cell: string): string[] {
  if (!cell.startsWith('[')) return cell.split('|')
  try {
    const parsed: unknown = JSON.parse(cell)
    return Array.isArray(parsed) ? parsed.map(textOf) : [cell]
  } catch {
    return [cell]
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim()
}

function spread(records: readonly ManifestRecord[]): ManifestRecord[] {
  const step = Math.max(1, Math.floor(records.length / looked))
  return records.filter((_, at) => at % step === 0).slice(0, looked)
}
