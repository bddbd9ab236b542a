import { afterAll, describe, expect, test } from 'vitest'
import { DatasetUnusable, TrainingCancelled } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { installedEncoder } from '../fixtures/installed-encoder.ts'
import { smallExtractor } from '../fixtures/small-extractor.ts'
import {
  audioLabels,
  config,
  imageLabels,
  smallClips,
  smallImages,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { mostProbable } from '../metrics/probability.ts'
import { selectBackend } from '../nets/select-backend.ts'
import { Pacer } from '../pacing.ts'
import { providePretrained } from '../pretrained/pretrained.ts'
import { type Family, familySchema, type TaskKind, taskKindSchema } from '../schema/index.ts'
import { predictAll } from '../training/predict-all.ts'
import { selectRows } from '../training/select-rows.ts'
import { families, familiesFor, loadModel, makeClassifier } from './families.ts'
import { NotFitted } from './not-fitted.ts'

providePretrained('mobilenet-v2-140', async () => smallExtractor())
/** Families whose net is not installed here. */
const missing: readonly Family[] = installedEncoder === null ? ['sentence-encoder'] : []

const kinds = {
  text: {
    labels: textLabels,
    train: smallTexts(240, 1),
    other: smallTexts(240, 9, 2),
    test: smallTexts(60, 2),
  },
  table: {
    labels: tableLabels,
    train: smallTable(240, 1),
    other: smallTable(100, 9),
    test: smallTable(60, 2),
  },
  image: {
    labels: imageLabels,
    train: smallImages(240, 1),
    other: smallImages(240, 9, 2),
    test: smallImages(60, 2),
  },
  audio: {
    labels: audioLabels,
    train: smallClips(240, 1),
    other: smallClips(240, 9, 2),
    test: smallClips(60, 2),
  },
}
const cases = taskKindSchema.options.flatMap((kind) =>
  familiesFor(kind).map((family): [Family, TaskKind] => [family, kind]),
)

function options(kind: TaskKind, signal?: AbortSignal) {
  return { labels: kinds[kind].labels, now: tickingClock(), ...(signal && { signal }) }
}

function accuracy(probabilities: Float32Array, labels: Int32Array, classes: number): number {
  const predicted = mostProbable(probabilities, classes)
  return predicted.filter((label, row) => label === labels[row]).length / labels.length
}

/** Two inputs, alternating five by five; of the first two in five rows belong to the rare class 1, of the second none. */
function overlapping(kind: TaskKind): Examples {
  const rows = 240
  const labels = Int32Array.from({ length: rows }, (_, row) => (row % 10 < 2 ? 1 : 0))
  const first = Array.from({ length: rows }, (_, row) => row % 10 < 5)
  if (kind === 'text')
    return { kind, texts: first.map((yes) => (yes ? 'refund my invoice' : 'where is the parcel')), labels }
  if (kind === 'image') {
    const { pixels, ...shape } = smallImages(2, 1)
    const size = pixels.length / 2
    const shown = Uint8Array.from({ length: rows * size }, (_, i) => {
      const picture = first[Math.floor(i / size)] ? 0 : 1
      return pixels[picture * size + (i % size)]
    })
    return { ...shape, pixels: shown, labels }
  }
  if (kind === 'audio') {
    const two = smallClips(2, 1)
    return {
      ...selectRows(
        two,
        Int32Array.from(first, (yes) => (yes ? 0 : 1)),
      ),
      labels,
    }
  }
  const values = first.map((yes) => (yes ? 'red' : 'blue'))
  return { kind: 'table', columns: [{ name: 'colour', type: 'category', values }], labels }
}

async function fitted(family: Family, kind: TaskKind, train: Examples = kinds[kind].train) {
  const classifier = makeClassifier(family, config())
  await classifier.fit(train, options(kind))
  return classifier
}

test('the suite runs every family', () => {
  expect([...new Set(cases.map(([family]) => family))].sort()).toEqual(
    familySchema.options.filter((one) => !families[one].assembled).sort(),
  )
})

describe.each(cases.filter(([family]) => !missing.includes(family)))('%s on a %s', (family, kind) => {
  const { labels, train, other, test: held } = kinds[kind]
  const classes = labels.length
  // Registered only where they apply, so that a skipped test always means something missing.
  const learns = family === 'majority' ? null : test
  const weighs = families[family].heedsClassWeights ? test : null
  // An archive of pictures or sounds has no place for weights.
  const counts = kind === 'image' || kind === 'audio' ? null : test
  // The solver of the one is tested by itself, as its few sweeps do not converge where rows contradict each other;
  // the other learns by the same code as the GRU, and its dropout outweighs the difference.
  const doubles = family === 'sparse-linear' || family === 'text-cnn' ? null : counts
  const readsNumbers = kind === 'table' ? test : null
  // Fitted once for every test that only reads it.
  let fitting: ReturnType<typeof fitted> | undefined
  const read = () => {
    fitting ??= fitted(family, kind)
    return fitting
  }

  test('gives every row probabilities that sum to one', async () => {
    const probabilities = await (await read()).predictProba(held)
    expect(probabilities).toHaveLength(held.labels.length * classes)
    for (let row = 0; row < held.labels.length; row++) {
      const sum = probabilities.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0)
      expect(sum).toBeCloseTo(1, 5)
    }
  })

  test('learns the same under the same seed', async () => {
    const one = await read()
    const two = await fitted(family, kind)
    expect(one.save()).toEqual(two.save())
    expect(await one.predictProba(held)).toEqual(await two.predictProba(held))
  })

  test('predicts the same after saving and loading', async () => {
    const classifier = await read()
    const before = await classifier.predictProba(held)
    const again = await predictAll(family, classifier.save(), held, new Pacer(tickingClock()))
    expect(again).toEqual(before)
    // By what the table says a search keeps it out of ensembles, which could not load it.
    const model = await loadModel(kind, family, classifier.save())
    expect('predictMany' in model).toBe(families[family].ownEngine === true)
    if ('dispose' in model) model.dispose()
  })

  test('forgets what it had learned when it is fitted again', async () => {
    const twice = await fitted(family, kind, other)
    await twice.fit(train, options(kind))
    expect(twice.save()).toEqual((await read()).save())
  })

  learns?.('beats the baseline on a separable set', async () => {
    const baseline = accuracy(await (await fitted('majority', kind)).predictProba(held), held.labels, classes)
    const own = accuracy(await (await read()).predictProba(held), held.labels, classes)
    expect(own).toBeGreaterThan(Math.max(baseline, 0.9))
  })

  weighs?.(
    'finds more of a rare class that overlaps with a frequent one when classes weigh the same',
    async () => {
      const rare = overlapping(kind)
      const found = async (classWeights: 'none' | 'balanced') => {
        const classifier = makeClassifier(family, config({ classWeights }))
        await classifier.fit(rare, { ...options(kind), labels: ['frequent', 'rare'] })
        const answers = mostProbable(await classifier.predictProba(rare), 2)
        return answers.filter((label, row) => label === 1 && rare.labels[row] === 1).length
      }
      expect(await found('none')).toBe(0)
      expect(await found('balanced')).toBe(48)
    },
  )

  const rareShare = async (examples: Examples) => {
    const classifier = makeClassifier(family, config({ epochs: families[family].onRequest ? 3 : 12 }))
    await classifier.fit(examples, { ...options(kind), labels: ['frequent', 'rare'] })
    return (await classifier.predictProba(overlapping(kind)))[1]
  }

  doubles?.('counts a row of weight 2 as if it stood there twice, give or take 8 points', async () => {
    const rare = overlapping(kind)
    const rows = [...rare.labels.keys()]
    const twice = Int32Array.from(rows.flatMap((row) => (rare.labels[row] === 1 ? [row, row] : [row])))
    const weights = Float32Array.from(rare.labels, (label) => 1 + label)
    const weighted = await rareShare({ ...rare, weights })
    expect(Math.abs(weighted - (await rareShare(selectRows(rare, twice))))).toBeLessThan(0.08)
    expect(weighted).toBeGreaterThan((await rareShare(rare)) + 0.05)
  })

  counts?.('does not count a row of weight 0 at all', async () => {
    const rare = overlapping(kind)
    const rows = [...rare.labels.keys()]
    const odd = Float32Array.from(rows, (row) => row % 2)
    const half = selectRows(rare, Int32Array.from(rows.filter((row) => row % 2 === 1)))
    expect(await rareShare({ ...rare, weights: odd })).toBe(await rareShare(half))
  })

  test('refuses weights that are negative, not finite or too few', async () => {
    const rows = train.labels.length
    for (const bad of [
      new Float32Array(rows).fill(-1),
      new Float32Array(rows).fill(Number.NaN),
      new Float32Array(3),
    ])
      await expect(fitted(family, kind, { ...train, weights: bad })).rejects.toThrow(DatasetUnusable)
  })

  test('refuses to answer before it has learned', async () => {
    const asked = async () => await makeClassifier(family, config()).predictProba(held)
    await expect(asked()).rejects.toThrow(NotFitted)
  })

  test('refuses data without rows, of one class, or with labels that do not match', async () => {
    const empty = { text: smallTexts, table: smallTable, image: smallImages, audio: smallClips }[kind](0, 1)
    const oneClass = { ...train, labels: new Int32Array(train.labels.length) }
    const short = { ...train, labels: train.labels.slice(1) }
    const strange = { ...train, labels: train.labels.map((label) => label + 7) }
    for (const unusable of [empty, oneClass, short, strange])
      await expect(fitted(family, kind, unusable)).rejects.toThrow(DatasetUnusable)
  })

  readsNumbers?.('refuses numbers that are not finite', async () => {
    const table = smallTable(40, 1)
    table.columns[0].values[3] = Number.NaN
    await expect(fitted(family, kind, table)).rejects.toThrow(
      'Column "amount" holds a number that is not finite',
    )
  })

  test('stops when it is cancelled', async () => {
    const controller = new AbortController()
    const classifier = makeClassifier(family, config())
    const running = classifier.fit(train, {
      ...options(kind, controller.signal),
      // Every look at this clock is due for a pause.
      now: (() => {
        let time = 0
        return () => (time += 1000)
      })(),
    })
    controller.abort()
    if (family === 'majority') await running
    else await expect(running).rejects.toThrow(TrainingCancelled)
    const aborted = makeClassifier(family, config()).fit(train, options(kind, AbortSignal.abort()))
    await expect(aborted).rejects.toThrow(TrainingCancelled)
  })

  test('leaves no tensors behind', async () => {
    const { tf } = await selectBackend('dense', { now: tickingClock() })
    const before = tf.memory().numTensors
    await fitted(family, kind)
    await expect(
      makeClassifier(family, config()).fit(train, options(kind, AbortSignal.abort())),
    ).rejects.toThrow()
    expect(tf.memory().numTensors).toBe(before)
  })
})

afterAll(async () => {
  const { tf } = await selectBackend('dense', { now: tickingClock() })
  expect(tf.memory().numTensors).toBe(0)
})
