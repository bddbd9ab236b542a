import { describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { TrainingCancelled } from '../errors.ts'
import { config, rowNumbers, smallTexts, textLabels, tickingClock } from '../fixtures/small-sets.ts'
import type { Family } from '../schema/index.ts'
import type { CheckpointStore } from '../training/family-checkpoint.ts'
import { type TrainModelInput, trainModel } from '../training/train-model.ts'
import type { FitProgress } from './classifier.ts'
import { makeClassifier } from './families.ts'

const families = ['text-cnn', 'gru'] as const satisfies Family[]

function runOf(family: Family, changes: Partial<TrainModelInput> = {}): TrainModelInput {
  return {
    labels: textLabels,
    train: smallTexts(96, 1),
    validation: smallTexts(30, 2),
    test: smallTexts(30, 3),
    rowNumbers: { train: rowNumbers(96), validation: rowNumbers(30), test: rowNumbers(30) },
    config: config({ epochs: 3, families: [family] }),
    now: tickingClock(),
    ...changes,
  }
}

/** Keeps what is saved; dies, as a killed process does, once it has kept the given save. */
function storeThatDies(lastSave: number, kept = new Map<string, Uint8Array>()): CheckpointStore {
  let saves = 0
  return {
    load: async (name) => kept.get(name) ?? null,
    async save(name, bytes) {
      kept.set(name, bytes.slice())
      if (++saves === lastSave) throw new Error('killed')
    },
  }
}

describe.each(families)('%s', (family) => {
  test('goes on after being killed in any epoch and ends with the same model', async () => {
    const whole = await trainModel(runOf(family))
    // The baseline's save is the first, each epoch's one more.
    for (const lastSave of [2, 4]) {
      const kept = new Map<string, Uint8Array>()
      const dying = trainModel(runOf(family, { checkpoint: storeThatDies(lastSave, kept) }))
      await expect(dying).rejects.toThrow('killed')
      const survivor = storeThatDies(Number.POSITIVE_INFINITY, kept)
      const resumed = await trainModel(runOf(family, { checkpoint: survivor }))
      expect(resumed.modelHash).toBe(whole.modelHash)
      expect(resumed.report.curve).toEqual(whole.report.curve)
    }
  })

  test('stops in the middle of an epoch when it is cancelled', async () => {
    const controller = new AbortController()
    let last = 0
    let time = 0
    const running = makeClassifier(family, config()).fit(smallTexts(96, 1), {
      labels: textLabels,
      signal: controller.signal,
      // Every look is due for a pause.
      now: () => (time += 1000),
      onProgress({ epoch }) {
        last = epoch ?? 0
        controller.abort()
      },
    })
    await expect(running).rejects.toThrow(TrainingCancelled)
    expect(last).toBeLessThan(1)
  })

  test('ends once the validation loss no longer falls, with the weights that did best', async () => {
    const points: FitProgress[] = []
    const train = smallTexts(96, 1)
    // Labels that say nothing: whatever is learned of the training rows is wrong of others.
    const noise = { ...train, labels: train.labels.map((_, row) => Math.floor(row / 2) % 3) }
    await makeClassifier(family, config({ epochs: 40 })).fit(noise, {
      labels: textLabels,
      validation: { ...smallTexts(60, 2), labels: smallTexts(60, 2).labels.map((_, row) => row % 2) },
      now: tickingClock(),
      onProgress: (progress) => progress.epochEnd && points.push(progress),
    })
    const losses = points.map(({ validationLoss }) => validationLoss ?? 0)
    expect(losses.length).toBeLessThan(40)
    expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 3)
  })

  test('names the token that decides, where it stands', async () => {
    const { bundle } = await trainModel(runOf(family))
    const hosted = await openBundle(bundle)
    const text = 'the parcel is my parcel please'
    const scores = await hosted.predict([text])
    expect(hosted.labels[scores.indexOf(Math.max(...scores))]).toBe('shipping')
    const [strongest] = await hosted.explain(text)
    expect(strongest.feature).toBe('parcel')
    expect(strongest.weight).toBeGreaterThan(0)
    expect(text.slice(strongest.start, strongest.end)).toBe('parcel')
  })

  test('answers a text of nothing known, of nothing at all, and one longer than it reads', async () => {
    const classifier = makeClassifier(family, config({ epochs: 1 }))
    await classifier.fit(smallTexts(96, 1), { labels: textLabels, now: tickingClock() })
    const texts = ['', 'zzz qqq', 'parcel '.repeat(5000)]
    const probabilities = await classifier.predictProba({
      kind: 'text',
      texts,
      labels: Int32Array.of(0, 0, 0),
    })
    for (let row = 0; row < 3; row++)
      expect(probabilities[row * 3] + probabilities[row * 3 + 1] + probabilities[row * 3 + 2]).toBeCloseTo(
        1,
        5,
      )
  })
})

test('the plain rung skips them and says why, and the others compete', async () => {
  const { report } = await trainModel(
    runOf('gru', { backend: 'cpu', config: config({ families: ['sparse-linear', 'text-cnn', 'gru'] }) }),
  )
  expect(report.leaderboard.map(({ family, state }) => [family, state])).toEqual([
    ['majority', 'done'],
    ['sparse-linear', 'done'],
    ['text-cnn', 'skipped'],
    ['gru', 'skipped'],
  ])
  expect(report.leaderboard[3].note).toContain('plain JavaScript would take hours')
  await expect(trainModel(runOf('gru', { backend: 'cpu' }))).rejects.toMatchObject({
    code: 'backend_unavailable',
  })
})

test('they take part only in a run that names them', async () => {
  const { report } = await trainModel(runOf('gru', { config: config({ epochs: 1 }) }))
  const families = report.leaderboard.map(({ family }) => family)
  expect(families).toContain('sparse-linear')
  for (const named of ['text-cnn', 'gru']) expect(families).not.toContain(named)
})
