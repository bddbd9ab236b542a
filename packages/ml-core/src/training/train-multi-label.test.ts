import { describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { DatasetUnusable, TrainingCancelled } from '../errors.ts'
import {
  config,
  rowNumbers,
  smallTableSets,
  smallTextSets,
  smallTexts,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { manifestSchema, trainingReportSchema } from '../schema/index.ts'
import { type TrainModelInput, trainModel } from './train-model.ts'

function run(make: typeof smallTextSets | typeof smallTableSets): TrainModelInput {
  return {
    labels: textLabels,
    train: make(240, 1),
    validation: make(80, 2),
    test: make(80, 3),
    rowNumbers: { train: rowNumbers(240), validation: rowNumbers(80), test: rowNumbers(80) },
    config: config(),
    now: tickingClock(),
  }
}

describe.each([
  ['texts', smallTextSets, ['majority', 'sparse-linear', 'seed-mlp', 'sentence-encoder']],
  ['tables', smallTableSets, ['majority', 'logistic', 'boosted-trees', 'mlp']],
] as const)('a run on %s with several labels per row', (_name, make, families) => {
  test('ends with a report of every label, and a bundle that opens and answers each by itself', async () => {
    const { report, bundle, manifest } = await trainModel(run(make))
    expect(trainingReportSchema.parse(report)).toEqual(report)
    expect(report.task).toBe('multi')
    expect(report.leaderboard.map((row) => row.family)).toEqual(families)
    const skipped = report.leaderboard.filter((row) => row.state === 'skipped').map((row) => row.family)
    expect(skipped).toEqual(families.filter((family) => /mlp$|encoder$/.test(family)))
    const { test: figures, baseline } = report.multiLabel ?? {}
    expect(figures?.microF1).toBeGreaterThan(0.9)
    expect(figures?.macroF1).toBeGreaterThan((baseline?.macroF1 ?? 1) + 0.1)
    expect(figures?.perLabel.map((one) => one.label)).toEqual(textLabels)
    expect(report.test).toMatchObject({ accuracy: figures?.subsetAccuracy, macroF1: figures?.macroF1 })

    expect(manifestSchema.parse(manifest)).toMatchObject({ task: 'multi', labels: textLabels })
    expect(manifest.thresholds).toEqual(figures?.perLabel.map((one) => one.threshold))
    const hosted = await openBundle(bundle)
    const answers = await hosted.predict([manifest.example, manifest.example])
    expect(answers.subarray(0, 3)).toEqual(answers.subarray(3))
    expect((await hosted.explain(manifest.example, 1)).length).toBeGreaterThan(0)
  })

  test('gives the same hash again, and another where a weight or a label is changed', async () => {
    const { modelHash } = await trainModel(run(make))
    expect((await trainModel(run(make))).modelHash).toBe(modelHash)
    const input = run(make)
    const weights = new Float32Array(240).fill(1)
    weights[3] = 5
    expect((await trainModel({ ...input, train: { ...input.train, weights } })).modelHash).not.toBe(modelHash)
  })

  test('is cancelled, and refuses splits of one label per row', async () => {
    await expect(trainModel({ ...run(make), signal: AbortSignal.abort() })).rejects.toThrow(TrainingCancelled)
    const { labelSets: _, ...single } = run(make).test
    await expect(trainModel({ ...run(make), test: single })).rejects.toThrow(DatasetUnusable)
  })
})

test('a run on one label per row says so by leaving the task out', async () => {
  const { report, manifest } = await trainModel({
    ...run(smallTextSets),
    train: smallTexts(240, 1),
    validation: smallTexts(80, 2),
    test: smallTexts(80, 3),
    config: config({ families: ['sparse-linear'] }),
  })
  expect([report.task, manifest.task, manifest.thresholds]).toEqual([undefined, undefined, undefined])
})
