import { describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { DatasetUnusable, TrainingCancelled } from '../errors.ts'
import type { TextExamples } from '../examples.ts'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import {
  type Family,
  type LeaderboardRow,
  type TrainingProgress,
  trainingProgressSchema,
  trainingReportSchema,
} from '../schema/index.ts'
import type { CheckpointStore } from './family-checkpoint.ts'
import { type TrainModelInput, trainModel } from './train-model.ts'

function textRun(changes: Partial<TrainModelInput> = {}): TrainModelInput {
  return {
    labels: textLabels,
    train: smallTexts(150, 1),
    validation: smallTexts(45, 2),
    test: smallTexts(45, 3),
    rowNumbers: { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(45) },
    config: config(),
    now: tickingClock(),
    ...changes,
  }
}

function tableRun(changes: Partial<TrainModelInput> = {}): TrainModelInput {
  return {
    ...textRun(),
    labels: tableLabels,
    train: smallTable(150, 1),
    validation: smallTable(45, 2),
    test: smallTable(45, 3),
    ...changes,
  }
}

class MemoryStore implements CheckpointStore {
  readonly kept = new Map<string, Uint8Array>()
  saves = 0

  async load(name: string): Promise<Uint8Array | null> {
    return this.kept.get(name) ?? null
  }

  async save(name: string, bytes: Uint8Array): Promise<void> {
    this.saves++
    this.kept.set(name, bytes.slice())
  }
}

/** Dies, as a killed process does, at the given save: before or after it reached the store. */
class DyingStore extends MemoryStore {
  private readonly lastSave: number

  constructor(lastSave: number) {
    super()
    this.lastSave = lastSave
  }

  override async save(name: string, bytes: Uint8Array): Promise<void> {
    await super.save(name, bytes)
    if (this.saves === this.lastSave) throw new Error('killed')
  }
}

describe.each([
  ['texts', textRun, ['majority', 'sparse-linear', 'seed-mlp']],
  ['tables', tableRun, ['majority', 'logistic', 'boosted-trees', 'mlp']],
] as const)('a run on %s', (_name, run, families) => {
  test('ends with a report, and a bundle that opens and answers', async () => {
    const { report, bundle, manifest, modelHash } = await trainModel(run())
    trainingReportSchema.parse(report)
    expect(standing(report.leaderboard)).toEqual(families.map((f) => [f, 'done']))
    expect(report.chosen).not.toBe('majority')
    expect(report.test.accuracy).toBeGreaterThan(report.baseline.accuracy)
    expect(report.test.intervals?.accuracy.high).toBeGreaterThanOrEqual(report.test.accuracy)
    expect(report.baseline).toMatchObject({ balancedAccuracy: 1 / report.labels.length, rocAuc: 0.5, mcc: 0 })
    expect(report.thresholds?.map((curve) => curve.operating.map(({ rule }) => rule))).toEqual(
      report.labels.map(() => ['half', 'youden']),
    )
    expect(modelHash).toMatch(/^[0-9a-f]{64}$/)
    const hosted = await openBundle(bundle)
    expect(hosted.manifest).toEqual(manifest)
    expect(await hosted.predict([manifest.example])).toHaveLength(manifest.labels.length)
  })

  test('gives the same model hash for the same data and config, and another for another seed', async () => {
    const one = await trainModel(run())
    const two = await trainModel(run({ now: () => 5 }))
    expect(two.modelHash).toBe(one.modelHash)
    expect(two.report.thresholds).toEqual(one.report.thresholds)
    expect(two.report.test).toEqual(one.report.test)
    const other = await trainModel(run({ config: config({ seed: 7 }) }))
    expect(other.modelHash).not.toBe(one.modelHash)
    const balanced = await trainModel(run({ config: config({ classWeights: 'balanced' }) }))
    expect(balanced.modelHash).not.toBe(one.modelHash)
  })

  test('goes on after being killed at any checkpoint and ends with the same model', async () => {
    const whole = new MemoryStore()
    const uninterrupted = await trainModel(run({ checkpoint: whole }))
    for (let lastSave = 1; lastSave <= whole.saves; lastSave++) {
      const dying = new DyingStore(lastSave)
      await expect(trainModel(run({ checkpoint: dying }))).rejects.toThrow('killed')
      const survivor = new MemoryStore()
      for (const [name, bytes] of dying.kept) survivor.kept.set(name, bytes)
      const resumed = await trainModel(run({ checkpoint: survivor }))
      expect(resumed.modelHash).toBe(uninterrupted.modelHash)
      expect(resumed.report.curve).toEqual(uninterrupted.report.curve)
      expect(survivor.saves).toBe(whole.saves - lastSave)
    }
  })

  test('never takes up the checkpoints of another configuration, nor half-written ones', async () => {
    const store = new MemoryStore()
    await trainModel(run({ checkpoint: store, config: config({ seed: 7 }) }))
    for (const [name, bytes] of store.kept) store.kept.set(name, bytes.subarray(0, bytes.length / 2))
    const plain = await trainModel(run())
    expect((await trainModel(run({ checkpoint: store }))).modelHash).toBe(plain.modelHash)
    const torn = await trainModel(run({ checkpoint: store, config: config({ seed: 7 }) }))
    expect(torn.modelHash).toBe((await trainModel(run({ config: config({ seed: 7 }) }))).modelHash)
  })

  test('reports valid progress that only moves forward and ends on every family done', async () => {
    const seen: TrainingProgress[] = []
    await trainModel(run({ onProgress: (progress) => seen.push(trainingProgressSchema.parse(progress)) }))
    expect(seen[0]).toMatchObject({ stage: 'preparing', secondsLeft: null })
    expect(seen.at(-1)).toMatchObject({ stage: 'packing' })
    for (let i = 1; i < seen.length; i++)
      expect(seen[i].fraction).toBeGreaterThanOrEqual(seen[i - 1].fraction)
    expect(standing(seen.at(-1)?.leaderboard ?? []).every(([, state]) => state === 'done')).toBe(true)
    expect(seen.at(-1)?.curve.filter(({ family }) => family.endsWith('mlp'))).toHaveLength(4)
  })
})

/** How the families came out that need nothing but what every machine has. */
function standing(rows: readonly LeaderboardRow[]): [Family, string][] {
  return rows
    .filter(({ family }) => family !== 'sentence-encoder')
    .map(({ family, state }) => [family, state])
}

test('stops in the middle of an epoch when it is cancelled', async () => {
  const controller = new AbortController()
  const seen: TrainingProgress[] = []
  let time = 0
  const running = trainModel(
    textRun({
      signal: controller.signal,
      // Every look is due for a pause.
      now: () => (time += 1000),
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.family === 'seed-mlp' && (progress.epoch ?? 0) > 0) controller.abort()
      },
    }),
  )
  await expect(running).rejects.toThrow(TrainingCancelled)
  expect(seen.at(-1)?.epoch).toBeLessThan(1)
})

test('trains only the families asked for, and says which do not fit the data', async () => {
  const { report } = await trainModel(
    textRun({ config: config({ families: ['sparse-linear', 'logistic'] }) }),
  )
  expect(report.leaderboard.map((row) => [row.family, row.state])).toEqual([
    ['majority', 'done'],
    ['sparse-linear', 'done'],
    ['logistic', 'skipped'],
  ])
  const unfit = trainModel(textRun({ config: config({ families: ['mlp'] }) }))
  await expect(unfit).rejects.toThrow('None of the chosen families learns from text data')
})

test('notes a family that fails and chooses among the others', async () => {
  // No word stands in two texts, so that there are no term frequencies; parts of words repeat.
  const unrepeated = (from: number, rows: number): TextExamples => ({
    kind: 'text',
    texts: Array.from(
      { length: rows },
      (_, row) => `${['refunding', 'parcelled', 'passwords'][row % 3]}${from + row}`,
    ),
    labels: Int32Array.from({ length: rows }, (_, row) => row % 3),
  })
  const { report } = await trainModel(
    textRun({ train: unrepeated(0, 150), validation: unrepeated(200, 45), test: unrepeated(300, 45) }),
  )
  expect(report.chosen).toBe('sparse-linear')
  expect(report.leaderboard[2]).toMatchObject({
    family: 'seed-mlp',
    state: 'failed',
    note: 'No word appears in more than one training text.',
  })
})

test('refuses splits without rows, of one class, or of mixed kinds', async () => {
  const empty = smallTexts(0, 1)
  const numbers = { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(0) }
  await expect(trainModel(textRun({ test: empty, rowNumbers: numbers }))).rejects.toThrow(DatasetUnusable)
  await expect(trainModel(textRun({ train: smallTexts(150, 1, 1) }))).rejects.toThrow('the same label')
  await expect(trainModel(textRun({ test: smallTable(45, 3) }))).rejects.toThrow('of a different kind')
  const test = smallTable(45, 3)
  test.columns.reverse()
  await expect(trainModel(tableRun({ test }))).rejects.toThrow('same columns in the same order')
})

test('trains on texts that hold nothing to learn from, and warns', async () => {
  const empty = (rows: number): TextExamples => ({
    kind: 'text',
    texts: Array.from({ length: rows }, () => ' '),
    labels: Int32Array.from({ length: rows }, (_, row) => row % 3),
  })
  const { report, bundle } = await trainModel(
    textRun({ train: empty(150), validation: empty(45), test: empty(45) }),
  )
  expect(report.chosen).toBe('sparse-linear')
  expect(report.warnings.join()).toContain('no more accurate than always giving the most common label')
  expect(await (await openBundle(bundle)).explain('anything')).toEqual([])
})

test('the report slices the test rows by what is known of them, read by the classifier or not', async () => {
  const channel = {
    name: 'channel',
    type: 'category' as const,
    values: Array.from({ length: 45 }, (_, row) => (row % 2 ? 'mail' : 'chat')),
  }
  const { report } = await trainModel(
    textRun({ config: config({ families: ['sparse-linear'] }), context: [channel] }),
  )
  expect(trainingReportSchema.parse(report)).toEqual(report)
  const rows = new Map(report.slices?.map((slice) => [`${slice.by}: ${slice.value}`, slice.rows]))
  expect(rows.get('channel: mail')).toBe(22)
  expect(rows.get('channel: chat')).toBe(23)
  expect([...rows.keys()].some((name) => name.startsWith('Length in characters'))).toBe(true)
  expect(report.abstention?.points.at(-1)).toMatchObject({ answered: 45 })
})
