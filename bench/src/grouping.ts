import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Examples, inputAt, makeClassifier, openBundle, trainModel } from '@assay/ml-core'
import { type Family, trainingConfigSchema } from '@assay/ml-core/schema'
import { readSet } from './ml/read-set.ts'

// What it saves that calls which come at once are answered as one group: rows a second of a net alone and in groups
// of 32, as it is hosted (ONNX Runtime where that is installed) and by the fallback that it was trained with.

const data = join(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), 'shared', 'data')
const together = 32
const seconds = 3
const now = () => performance.now()

const firstRows = (examples: Examples, count: number): Examples => {
  if (examples.kind !== 'text') throw new Error('This measures nets of texts.')
  return { kind: 'text', texts: examples.texts.slice(0, count), labels: examples.labels.slice(0, count) }
}

const rowsPerSecond = async (answer: (from: number) => Promise<unknown>, rows: number): Promise<number> => {
  for (let i = 0; i < 3; i++) await answer(i)
  const beganMs = now()
  let answered = 0
  for (let from = 0; now() - beganMs < seconds * 1000; from++) {
    await answer(from)
    answered += rows
  }
  return answered / ((now() - beganMs) / 1000)
}

const measure = async (family: Family) => {
  const { labels, train, test } = readSet(join(data, 'trec6'))
  const learned = firstRows(train, 1_200)
  const held = firstRows(test, 400)
  const config = trainingConfigSchema.parse({ families: [family], epochs: 1 })
  const rowNumbers = (examples: Examples) => Int32Array.from(examples.labels, (_, row) => row)
  const { bundle } = await trainModel({
    labels,
    train: learned,
    validation: held,
    test: held,
    rowNumbers: { train: rowNumbers(learned), validation: rowNumbers(held), test: rowNumbers(held) },
    config,
    now,
  })
  const hosted = await openBundle(bundle)
  const fallback = makeClassifier(family, config)
  await fallback.fit(learned, { labels, now })

  const inputsFrom = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => inputAt(held, (from + i) % held.labels.length))
  const rowsFrom = (from: number, count: number): Examples => {
    if (held.kind !== 'text') throw new Error('This measures nets of texts.')
    const texts = Array.from({ length: count }, (_, i) => held.texts[(from + i) % held.labels.length] ?? '')
    return { kind: 'text', texts, labels: new Int32Array(count) }
  }
  const row = async (engine: string, answer: (from: number, count: number) => Promise<unknown>) => {
    const alone = await rowsPerSecond((from) => answer(from, 1), 1)
    const grouped = await rowsPerSecond((from) => answer(from, together), together)
    return {
      net: family,
      engine,
      'one by one, rows/s': Math.round(alone),
      [`${together} at once`]: Math.round(grouped),
      ratio: Number((grouped / alone).toFixed(1)),
    }
  }
  return [
    await row('as hosted', (from, count) => hosted.predict(inputsFrom(from, count))),
    await row('fallback', async (from, count) => fallback.predictProba(rowsFrom(from, count))),
  ]
}

if (existsSync(join(data, 'trec6'))) {
  const results = []
  for (const family of ['text-cnn', 'gru', 'mlp'] as const) {
    try {
      results.push(...(await measure(family)))
    } catch (error) {
      console.log(`${family}: ${(error as Error).message}`)
    }
  }
  console.table(results)
} else console.log(`${data} is not there; nothing to measure on.`)
