import { describe, expect, test } from 'vitest'
import { DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { config, smallTableSets, smallTextSets, textLabels, tickingClock } from '../fixtures/small-sets.ts'
import { chooseThresholds } from '../multi-label/choose-thresholds.ts'
import { labelSetFigures } from '../multi-label/figures.ts'
import { hasLabel } from '../multi-label/label-sets.ts'
import { Pacer } from '../pacing.ts'
import { type Family, familySchema, type TaskKind } from '../schema/index.ts'
import { predictAll } from '../training/predict-all.ts'
import { selectRows } from '../training/select-rows.ts'
import { families, makeClassifier } from './families.ts'

const make: Partial<Record<TaskKind, (rows: number, seed: number) => Examples>> = {
  text: smallTextSets,
  table: smallTableSets,
}
const several = familySchema.options.filter((family) => families[family].multiLabel)
const cases = several.flatMap((family) =>
  (['text', 'table'] as const)
    .filter((kind) => families[family].load[kind])
    .map((kind): [Family, 'text' | 'table'] => [family, kind]),
)
const options = { labels: textLabels, now: tickingClock() }

async function fitted(family: Family, train: Examples, validation?: Examples) {
  const classifier = makeClassifier(family, config())
  await classifier.fit(train, { ...options, ...(validation && { validation }) })
  return classifier
}

function setsOf({ labelSets }: Examples) {
  if (labelSets === undefined) throw new Error('The examples have sets of labels.')
  return labelSets
}

describe.each(cases)('%s with several labels on a %s', (family, kind) => {
  const made = make[kind]
  if (made === undefined) throw new Error(`There is no ${kind} with sets of labels.`)
  const train = made(400, 1)
  const validation = made(120, 3)
  const held = made(160, 2)
  const learns = family === 'majority' ? null : test

  test('answers each label by itself, the same under a seed and after saving and loading', async () => {
    const classifier = await fitted(family, train, validation)
    const answers = await classifier.predictProba(held)
    expect(answers).toHaveLength(held.labels.length * 3)
    expect(answers.every((p) => p >= 0 && p <= 1)).toBe(true)
    const again = await fitted(family, train, validation)
    expect(again.save()).toEqual(classifier.save())
    expect(await predictAll(family, classifier.save(), held, new Pacer(tickingClock()))).toEqual(answers)
  })

  learns?.('finds most labels on a separable set, with and without validation rows', async () => {
    for (const given of [validation, undefined]) {
      const classifier = await fitted(family, train, given)
      const thresholds = chooseThresholds(await classifier.predictProba(validation), setsOf(validation), 3)
      const figures = labelSetFigures(
        await classifier.predictProba(held),
        setsOf(held),
        textLabels,
        thresholds,
      )
      expect(figures.microF1).toBeGreaterThan(0.9)
      expect(figures.rankingPrecision).toBeGreaterThan(0.95)
    }
  })

  learns?.('gives each label about the share that it has, so that the sum is not one', async () => {
    const answers = await (await fitted(family, train, validation)).predictProba(held)
    for (let k = 0; k < 3; k++) {
      const wanted = hasLabel(setsOf(held), k).reduce((sum, yes) => sum + yes, 0) / held.labels.length
      const given =
        answers.filter((_, at) => at % 3 === k).reduce((sum, p) => sum + p, 0) / held.labels.length
      expect(Math.abs(given - wanted)).toBeLessThan(0.08)
    }
    const sums = held.labels.map((_, row) =>
      Math.round(answers.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b)),
    )
    expect(new Set(sums).size).toBeGreaterThan(2)
  })

  test('does not count rows of weight 0, and learns where a label has no row', async () => {
    const weights = Float32Array.from(train.labels, (_, row) => row % 2)
    const odd = selectRows(train, Int32Array.from([...train.labels.keys()].filter((row) => row % 2 === 1)))
    expect((await fitted(family, { ...train, weights })).save()).toEqual(
      (await fitted(family, { ...odd, weights: new Float32Array(odd.labels.length).fill(1) })).save(),
    )
    const classifier = makeClassifier(family, config())
    await classifier.fit(train, { ...options, labels: [...textLabels, 'never'] })
    const answers = await classifier.predictProba(held)
    expect(answers.filter((_, at) => at % 4 === 3).every((p) => p < 0.35)).toBe(true)
  })

  test('refuses rows without any label, unknown labels and sets that do not match the rows', async () => {
    const { offsets, labels } = setsOf(train)
    const none = { offsets: new Int32Array(offsets.length), labels: new Int32Array(0) }
    const strange = { offsets, labels: labels.map((label) => label + 9) }
    const short = { offsets: offsets.slice(1), labels }
    for (const labelSets of [none, strange, short])
      await expect(fitted(family, { ...train, labelSets })).rejects.toThrow(DatasetUnusable)
  })
})

test('the other families refuse rows with several labels', async () => {
  for (const family of ['seed-mlp', 'mlp'] as const) {
    const train = family === 'mlp' ? smallTableSets(40, 1) : smallTextSets(40, 1)
    await expect(fitted(family, train)).rejects.toThrow(DatasetUnusable)
  }
})
