import type { SplitName } from '../schema/index.ts'

/** Where a file stands: its label, and its split where the archive names one. */
export type Place = { label: string; split: SplitName | null }

const splitFolders: Record<string, SplitName> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
}

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

function splitOf(folder = ''): SplitName | null {
  return Object.hasOwn(splitFolders, folder.toLowerCase())
    ? (splitFolders[folder.toLowerCase()] ?? null)
    : null
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
