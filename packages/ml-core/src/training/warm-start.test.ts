import { describe, expect, test } from 'vitest'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import type { Family } from '../schema/index.ts'
import { type TrainModelInput, trainModel } from './train-model.ts'

const warmStart = { modelVersionId: 'mdv_1' }

function run(family: Family, changes: Partial<TrainModelInput> = {}, epochs = 4): TrainModelInput {
  const isText = family === 'seed-mlp' || family === 'sparse-linear'
  const rows = (count: number, seed: number) => (isText ? smallTexts(count, seed) : smallTable(count, seed))
  return {
    labels: isText ? textLabels : tableLabels,
    train: rows(150, 1),
    validation: rows(45, 2),
    test: rows(45, 3),
    rowNumbers: { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(45) },
    config: config({ families: [family], epochs }),
    now: tickingClock(),
    ...changes,
  }
}

describe.each(['logistic', 'boosted-trees', 'mlp', 'seed-mlp'] as const)('%s', (family) => {
  test('goes on from an earlier version, says so, and always ends with the same model', async () => {
    const { bundle, modelHash } = await trainModel(run(family))
    const goOn = () =>
      trainModel(
        run(family, { parent: bundle, config: config({ families: [family], epochs: 1, warmStart }) }),
      )
    const one = await goOn()
    expect(one.modelHash).not.toBe(modelHash)
    expect((await goOn()).modelHash).toBe(one.modelHash)
    const row = one.report.leaderboard.find((each) => each.family === family)
    expect(row).toMatchObject({ state: 'done', note: 'Continued from the earlier version.' })
    expect(one.report.test.accuracy).toBeGreaterThan(one.report.baseline.accuracy)
  })
})

test('a net that goes on for one epoch knows more than one that begins with it', async () => {
  const { bundle } = await trainModel(run('mlp', {}, 8))
  const once = { families: ['mlp' as const], epochs: 1 }
  const fresh = await trainModel(run('mlp', { config: config(once) }))
  const warm = await trainModel(run('mlp', { parent: bundle, config: config({ ...once, warmStart }) }))
  expect(warm.report.validation.logLoss).toBeLessThan(fresh.report.validation.logLoss)
})

test('boosted trees keep the earlier trees and add to them', async () => {
  const { bundle, manifest } = await trainModel(run('boosted-trees'))
  const set = config({ families: ['boosted-trees'], warmStart })
  const warm = await trainModel(run('boosted-trees', { parent: bundle, config: set }))
  const size = (files: typeof manifest.files) =>
    Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0)
  expect(size(warm.manifest.files)).toBeGreaterThan(size(manifest.files))
})

describe('is refused with the difference named', () => {
  const refused = async (changes: Partial<TrainModelInput>, family: Family = 'logistic') => {
    const { bundle } = await trainModel(run(family))
    return trainModel(run(family, { parent: bundle, config: config({ warmStart }), ...changes }))
  }

  test('where the labels differ', async () => {
    await expect(refused({ labels: ['no', 'perhaps'] })).rejects.toThrow('lack its label “yes”')
  })

  test('where a column is missing', async () => {
    const without = (rows: number, seed: number) => {
      const table = smallTable(rows, seed)
      return { ...table, columns: table.columns.filter(({ name }) => name !== 'member') }
    }
    const splits = { train: without(150, 1), validation: without(45, 2), test: without(45, 3) }
    await expect(refused(splits)).rejects.toThrow('lack its column “member (boolean)”')
  })

  test('where the classifier always learns anew, and in a search', async () => {
    await expect(refused({}, 'sparse-linear')).rejects.toThrow('sparse-linear, always learns anew')
    const search = config({ warmStart, search: { maxCandidates: 3 } })
    await expect(refused({ config: search })).rejects.toThrow('A search starts from scratch')
  })
})
