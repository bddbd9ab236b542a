import { join } from 'node:path'
import { readExamples, sampleVersion } from '@assay/datasets'
import type { KeptMap, RowMap } from '@assay/datasets/schema'
import { type ExampleMap, type Examples, joinExamples, leastMapRows, mapExamples } from '@assay/ml-core'
import type { MapOrder } from './messages.ts'

const mostRows = 5_000
const mediaBytes = 256 * 1024 ** 2
const seed = 42

/** A version's rows in the plane, of a large one a sample of every class. */
export const mapVersion = async ({ path, profile, scratchDir }: MapOrder): Promise<KeptMap> => {
  const started = performance.now()
  const samplePath = join(scratchDir, 'sample.parquet')
  const sampled = await sampleVersion({ path, profile, rows: mostRows, mediaBytes, outputPath: samplePath })
  const { labels, train, validation, test } = await readExamples({ path: samplePath, profile: sampled })
  const examples = joinExamples(joinExamples(train, validation), test)
  const map = await mapExamples(examples, { seed, now: () => performance.now() })
  if (!map) return { status: 'too_few', least: leastMapRows }
  const rows = [...train.rowNumbers, ...validation.rowNumbers, ...test.rowNumbers]
  const label = labelsOf(examples)
  const seconds = (performance.now() - started) / 1000
  return { status: 'ready', map: { ...drawn(map, rows, label), labels, label, seconds } }
}

/** Rows of several labels are told apart by their first. */
const labelsOf = ({ labels, labelSets }: Examples): number[] =>
  labelSets
    ? Array.from(labels, (_, row) => {
        const from = labelSets.offsets[row] ?? 0
        return (labelSets.offsets[row + 1] ?? 0) > from ? (labelSets.labels[from] ?? -1) : -1
      })
    : Array.from(labels)

const drawn = (
  { method, places, neighbours, neighbourCount }: ExampleMap,
  rows: number[],
  label: number[],
): Omit<RowMap, 'labels' | 'label' | 'seconds'> => {
  const foreign: number[] = []
  const nearest: number[] = []
  for (let row = 0; row < rows.length; row++) {
    const counts = new Map<number, number>()
    for (let t = row * neighbourCount; t < (row + 1) * neighbourCount; t++) {
      const other = label[neighbours[t] ?? 0] ?? -1
      counts.set(other, (counts.get(other) ?? 0) + 1)
    }
    const own = counts.get(label[row] ?? -1) ?? 0
    foreign.push(Math.round((100 * (neighbourCount - own)) / neighbourCount))
    const [most] = [...counts].sort(([, a], [, b]) => b - a)
    nearest.push(most?.[0] ?? -1)
  }
  const axis = (at: 0 | 1) => rows.map((_, row) => Math.round((places[row * 2 + at] ?? 0) * 1000))
  return { method, rows, x: axis(0), y: axis(1), foreign, nearest }
}
