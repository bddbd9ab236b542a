import { expect, test } from 'vitest'
import { EnsembleModel } from '../../classifiers/ensemble-model.ts'
import { loadModel } from '../../classifiers/families.ts'
import type { Model } from '../../classifiers/model.ts'
import { ArtifactCorrupt } from '../../errors.ts'
import { config, smallTable, tableLabels, tickingClock } from '../../fixtures/small-sets.ts'
import { evaluate } from '../../metrics/evaluation.ts'
import { Pacer } from '../../pacing.ts'
import { Random } from '../../random.ts'
import type { CellValue } from '../../schema/index.ts'
import { predictAll } from '../predict-all.ts'
import { blend } from './blend.ts'
import { chooseEnsemble } from './choose-ensemble.ts'
import { runFit } from './fit-task.ts'
import type { Scored } from './score.ts'

const rows = 400
const actual = Int32Array.from({ length: rows }, (_, row) => row % 2)

/** Right with the given probability, each by its own luck. */
function guesser(seed: number, sureness: number): Float32Array {
  const random = new Random(seed)
  const out = new Float32Array(rows * 2)
  for (let row = 0; row < rows; row++) {
    const own = random.next() < sureness ? 0.8 : 0.2
    out[row * 2 + actual[row]] = own
    out[row * 2 + 1 - actual[row]] = 1 - own
  }
  return out
}

function scored(id: string, probabilities: Float32Array): Scored {
  const candidate = { id, family: 'logistic' as const, settings: {} }
  const evaluation = evaluate(probabilities, actual, ['a', 'b'])
  return { candidate, evaluation, probabilities, actual, fitSeconds: 1, whole: null }
}

test('votes go to those who are right where others are wrong, and sum to one', () => {
  const { weights, probabilities } = blend([guesser(1, 0.8), guesser(2, 0.8), guesser(3, 0.4)], actual, 2)
  expect(weights[0] + weights[1]).toBeCloseTo(1)
  expect(weights[2]).toBe(0)
  expect(evaluate(probabilities, actual, ['a', 'b']).logLoss).toBeLessThan(
    evaluate(guesser(1, 0.8), actual, ['a', 'b']).logLoss,
  )
})

test('candidates vote together where they err apart, and not where they all err alike', () => {
  const apart = [1, 2, 3, 4].map((seed) => scored(`logistic ${seed}`, guesser(seed, 0.75)))
  const chosen = chooseEnsemble(apart, 'accuracy', ['a', 'b'])
  expect(chosen?.members.length).toBeGreaterThan(2)
  expect(chosen?.gain).toBeGreaterThan(chosen?.margin ?? 1)
  const alike = [1, 2, 3].map((at) => scored(`logistic ${at}`, guesser(1, 0.75)))
  expect(chooseEnsemble(alike, 'accuracy', ['a', 'b'])).toBeNull()
})

test('an ensemble answers with the weighted mean, explains itself, and is the same after saving and loading', async () => {
  const data = {
    labels: tableLabels,
    train: smallTable(150, 1),
    validation: smallTable(45, 2),
    config: config(),
  }
  const members = []
  for (const [family, weight] of [
    ['logistic', 0.7],
    ['boosted-trees', 0.3],
  ] as const) {
    const task = {
      id: family,
      candidate: { id: family, family, settings: {} },
      share: 1,
      on: 'train',
    } as const
    const { files } = await runFit(data, task, { now: tickingClock() })
    // Both are hosted on typed arrays.
    members.push({ model: (await loadModel('table', family, files)) as Model<readonly CellValue[]>, weight })
  }
  const ensemble = new EnsembleModel(members)
  const cells = ['red', 'blue'].map((colour) => [150, colour, true, 0] as const)
  const own = members.map(({ model }) => {
    const out = new Float32Array(2)
    model.predictInto(cells[0], out, 0)
    return out
  })
  const out = new Float32Array(2)
  ensemble.predictInto(cells[0], out, 0)
  expect(out[1]).toBeCloseTo(0.7 * own[0][1] + 0.3 * own[1][1])
  expect(out[0] + out[1]).toBeCloseTo(1)
  const said = ensemble.explain(cells[0], 1)
  expect(said.map(({ feature }) => feature)).toContain('colour')
  expect(said.reduce((total, { weight }) => total + Math.abs(weight), 0)).toBeLessThanOrEqual(1.0001)

  const pacer = new Pacer(tickingClock())
  const again = await predictAll('ensemble', ensemble.save(), data.validation, pacer)
  const loaded = await loadModel('table', 'ensemble', ensemble.save())
  if ('predictMany' in loaded) throw new Error('An ensemble answers at once.')
  expect(loaded.save()).toEqual(ensemble.save())
  expect(again).toHaveLength(90)
  const { '1/model.json': _, ...torn } = ensemble.save()
  await expect(loadModel('table', 'ensemble', torn)).rejects.toThrow(ArtifactCorrupt)
})
