import type { DatasetProfile, Finding } from '../schema/index.ts'
import { type ExaminedRow, findingsOfGroups, mostExamples, rowsOf, rowsThat } from './alike.ts'
import { clusterRows } from './cluster-rows.ts'

const side = 16
/** Mean difference of brightness (0 … 255) up to which two pictures of the same pattern are copies. */
const alikeWithin = 6
const blankBelow = 3

export type PictureShape = { width: number; height: number; channels: 1 | 3 }
/** `small`: its thumbnail. */
export type ExaminedPicture = Pick<ExaminedRow, 'split' | 'label'> & { small: Uint8Array }

/** Pictures that are copies of one another, brighter, darker or recompressed, and pictures of nothing. */
export function findInPictures(pictures: readonly ExaminedPicture[], profile: DatasetProfile): Finding[] {
  const thumbnails = pictures.map(({ small }) => small)
  const keys = Uint32Array.from(thumbnails.flatMap(differenceHash))
  const blank = [...thumbnails.keys()].filter((row) => spread(thumbnails[row]) < blankBelow)
  const isBlank = new Set(blank)
  const groups = clusterRows(pictures.length, 4, keys, (one, other) =>
    areCopies(thumbnails[one], thumbnails[other]),
  )
    .map((group) => group.filter((row) => !isBlank.has(row)))
    .filter((group) => group.length > 1)
  const at = (row: number): ExaminedRow => {
    const { split = 'train', label = '' } = pictures[row] ?? {}
    return { split, label, excerpt: '' }
  }
  const findings = findingsOfGroups(groups, { count: pictures.length, at }, profile, 'Similar pictures')
  if (blank.length > 0)
    findings.push({
      code: 'blank_pictures',
      severity: 'medium',
      title: 'Single-colour pictures',
      message: `${rowsThat(blank.length, 'shows', 'show')} nothing: often a failed scan or a placeholder.`,
      count: blank.length,
      examples: blank
        .slice(0, mostExamples)
        .map((row) => ({ rows: [row], excerpt: '', note: pictures[row]?.label ?? null })),
      fix: { title: `Drop ${rowsOf(blank.length)}`, edits: [{ type: 'drop_rows', rows: blank }] },
    })
  return findings
}

/** Mean brightness of 16 × 16 fields. */
export function thumbnail(pixels: Uint8Array, { width, height, channels }: PictureShape): Uint8Array {
  const sums = new Float64Array(side * side)
  const counts = new Float64Array(side * side)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side
    for (let x = 0; x < width; x++) {
      const field = row + Math.floor((x * side) / width)
      let brightness = 0
      for (let c = 0; c < channels; c++) brightness += pixels[(y * width + x) * channels + c] ?? 0
      sums[field] = (sums[field] ?? 0) + brightness / channels
      counts[field] = (counts[field] ?? 0) + 1
    }
  }
  // Pictures smaller than that leave fields without a pixel: these take their left neighbour's.
  let last = 0
  return Uint8Array.from(sums, (sum, field) => {
    if ((counts[field] ?? 0) > 0) last = sum / (counts[field] ?? 1)
    return Math.round(last)
  })
}

/** Four keys of 64 bits each: whether each field is brighter than its right neighbour, a quarter a key. */
function differenceHash(small: Uint8Array): number[] {
  return Array.from({ length: 4 }, (_, quarter) => {
    let hash = 0x811c9dc5 ^ quarter
    for (let y = quarter * 4; y < quarter * 4 + 4; y++)
      for (let x = 0; x + 2 < side; x += 2) {
        const brighter = (small[y * side + x] ?? 0) > (small[y * side + x + 2] ?? 0) + 2 ? 1 : 0
        hash = Math.imul(hash ^ brighter, 0x01000193)
      }
    return hash >>> 0
  })
}

function mean(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function spread(values: Uint8Array | undefined): number {
  if (!values) return 0
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length)
}

/** The same but for overall brightness. */
function areCopies(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (!one || !other) return false
  const shift = mean(one) - mean(other)
  let difference = 0
  for (let at = 0; at < one.length; at++) difference += Math.abs((one[at] ?? 0) - (other[at] ?? 0) - shift)
  return difference / one.length <= alikeWithin
}
