import { describe, expect, test } from 'vitest'
import type { FitCheckpoint, FitProgress } from '../classifiers/classifier.ts'
import { Logistic } from '../classifiers/logistic.ts'
import { ArtifactCorrupt } from '../errors.ts'
import type { TableExamples } from '../examples.ts'
import { smallTable, tableLabels, tickingClock } from '../fixtures/small-sets.ts'
import { mostProbable } from '../metrics/probability.ts'
import { Random } from '../random.ts'
import type { CellValue } from '../schema/index.ts'
import { BoostedTrees } from './boosted-trees.ts'
import { BoostedTreesModel } from './boosted-trees-model.ts'

const cells = ['x', 'y', 'k']

/** Three classes that no single column tells anything of. */
function interwoven(rows: number, seed: number): TableExamples {
  const random = new Random(seed)
  const values: CellValue[][] = [[], [], []]
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const x = random.next()
    const y = random.next()
    const isOdd = random.next() < 0.3
    labels[row] = isOdd ? 2 : x > 0.5 === y > 0.5 ? 1 : 0
    values[0].push(x)
    values[1].push(random.next() < 0.02 ? null : y)
    values[2].push('abcdef'[random.below(3) * 2 + (isOdd ? 1 : 0)])
  }
  const columns = values.map((own, c) => ({
    name: cells[c],
    type: c === 2 ? ('category' as const) : ('number' as const),
    values: own,
  }))
  return { kind: 'table', columns, labels }
}

const labels = ['equal', 'mixed', 'odd']
const options = { labels, now: tickingClock() }

function accuracy(probabilities: Float32Array, examples: TableExamples): number {
  const right = mostProbable(probabilities, labels.length).filter((k, row) => k === examples.labels[row])
  return right.length / examples.labels.length
}

async function fitted(train: TableExamples, more = {}): Promise<BoostedTrees> {
  const trees = new BoostedTrees({ seed: 1 })
  await trees.fit(train, { ...options, ...more })
  return trees
}

function rowOf(examples: TableExamples, row: number): CellValue[] {
  return examples.columns.map((column) => column.values[row])
}

describe('boosted trees', () => {
  test.each([600, 3000])('learn from %i rows what columns only tell together', async (rows) => {
    const train = interwoven(rows, 1)
    const held = interwoven(500, 2)
    const logistic = new Logistic({ seed: 1 })
    await logistic.fit(train, options)
    expect(accuracy((await fitted(train)).predictProba(held), held)).toBeGreaterThan(0.93)
    expect(accuracy(logistic.predictProba(held), held)).toBeLessThan(0.75)
  })

  test('stop where the validation rows gain nothing more', async () => {
    const random = new Random(4)
    const shuffled = (rows: number, seed: number): TableExamples => {
      const table = interwoven(rows, seed)
      random.shuffle(table.labels)
      return table
    }
    const seen: FitProgress[] = []
    const trees = await fitted(shuffled(3000, 1), {
      validation: shuffled(400, 2),
      onProgress: (progress: FitProgress) => seen.push(progress),
    })
    expect(seen.length).toBeLessThan(40)
    expect(Number(seen.at(-1)?.loss)).toBeLessThan(Number(seen[0].loss))
    const best = seen.reduce((a, b) => (Number(b.validationLoss) < Number(a.validationLoss) ? b : a))
    const { sizes } = JSON.parse(new TextDecoder().decode(trees.save()['model.json']))
    expect(sizes.trees).toBe(Number(best.epoch) * 3)
  })

  test('go on from a checkpoint and end with the same trees and the same curve', async () => {
    const saves: Uint8Array[] = []
    const keeping = (load: Uint8Array | null): FitCheckpoint => ({
      load: async () => load,
      save: async (bytes) => {
        saves.push(bytes)
      },
    })
    const train = interwoven(3000, 1)
    const run = async (load: Uint8Array | null) => {
      const curve: FitProgress[] = []
      const onProgress = (progress: FitProgress) => curve.push(progress)
      const trees = await fitted(train, { checkpoint: keeping(load), onProgress })
      return { files: trees.save(), curve }
    }
    const whole = await run(null)
    const kept = saves.slice()
    expect(kept.length).toBeGreaterThan(2)
    expect(await run(kept[1])).toEqual(whole)
    expect(await run(kept[1].subarray(0, 500))).toEqual(whole)
  })

  test('of damaged files are refused', async () => {
    const files = (await fitted(interwoven(200, 1))).save()
    const damaged = (name: string, change: (words: Int32Array) => void) => {
      const bytes = files[name].slice()
      change(new Int32Array(bytes.buffer))
      return () => BoostedTreesModel.load({ ...files, [name]: bytes })
    }
    const nodes = 'nodes.i32'
    expect(damaged(nodes, (words) => words.fill(0))).toThrow(ArtifactCorrupt)
    expect(damaged(nodes, (words) => (words[1] |= 0xfff))).toThrow(ArtifactCorrupt)
    expect(damaged(nodes, (words) => (words[0] |= 1 << 29))).toThrow(ArtifactCorrupt)
    expect(damaged('roots.i32', (words) => (words[1] = 1 << 20))).toThrow(ArtifactCorrupt)
    expect(() => BoostedTreesModel.load({ ...files, [nodes]: files[nodes].slice(8) })).toThrow(
      ArtifactCorrupt,
    )
  })

  test('answer on a table without a telling column with the shares of the classes', async () => {
    const train = smallTable(60, 1)
    for (const column of train.columns) column.values.fill(null)
    const trees = new BoostedTrees({ seed: 1 })
    await trees.fit(train, { ...options, labels: tableLabels })
    expect(trees.predictProba(train)[0]).toBeCloseTo(0.5, 5)
    expect(
      trees
        .fitted()
        .explain(rowOf(train, 0), 1)
        .every(({ weight }) => weight === 0),
    ).toBe(true)
  })
})
