import { type SplitName, splitNameSchema, splitWords } from '../schema/index.ts'

/** Where a file stands: its label, and its split where the archive names one. */
export type Place = { label: string; split: SplitName | null }

/** Why a file stands nowhere. */
export type Misplaced = { code: string; reason: string }

const splitFolders = new Map(
  splitNameSchema.options.flatMap((split) => splitWords[split].map((word) => [word, split] as const)),
)

/**
 * Reads `<label>/<file>` or `train|validation|test/<label>/<file>`, within folders that hold everything
 * else. Null for a file without a label.
 */
export function readLayout(paths: readonly string[]): (Place | null)[] {
  const parts = paths.map((path) => path.split('/'))
  const depth = commonDepth(parts)
  const inside = parts.map((each) => each.slice(depth))
  const split = inside.length > 0 && inside.every((each) => each.length < 3 || splitOf(each[0]) !== null)
  const splits = split && inside.some((each) => each.length >= 3)
  return inside.map((each) => {
    const [first = '', second = ''] = each
    if (splits) return each.length >= 3 ? { label: second.trim(), split: splitOf(first) } : null
    return each.length >= 2 && first.trim() !== '' ? { label: first.trim(), split: null } : null
  })
}

/** The split that a folder, a cell or the beginning of a file's name means. */
export function splitOf(name = ''): SplitName | null {
  return splitFolders.get(name.trim().toLowerCase()) ?? null
}

/** The split that a path means, by the nearest folder or the beginning of the file's name: `train-00000-of-00002`. */
export function splitOfPath(path: string): SplitName | null {
  const parts = path.split('/').toReversed()
  const [stem = ''] = (parts[0] ?? '').split(/[-_.\s]/)
  return (
    splitOf(stem) ?? parts.slice(1).reduce<SplitName | null>((found, part) => found ?? splitOf(part), null)
  )
}

/** Folders around everything, as archivers add them. */
function commonDepth(parts: readonly string[][]): number {
  const [first] = parts
  let depth = 0
  while (
    first &&
    splitOf(first[depth]) === null &&
    parts.every((each) => each.length > depth + 2 && each[depth] === first[depth])
  )
    depth++
  return depth
}
