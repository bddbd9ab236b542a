import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Examples, exportModel, inputAt, makeClassifier, openBundle, trainModel } from '@assay/ml-core'
import { type Family, trainingConfigSchema } from '@assay/ml-core/schema'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { unzipSync } from 'fflate'
import { readSet } from './ml/read-set.ts'

// What it saves that calls which come at once are answered as one group: rows a second of a net alone and in groups
// of 32: as it is hosted (ONNX Runtime where that is installed), by its fallback on typed arrays, and as the graph that
// it is exported as for tensorflow.js, padded to the longest text, as its shape wants.

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

/** Answers numbers of tokens of a usual length with the exported graph, on one backend of tensorflow.js. */
const openGraph = async (bundle: Uint8Array, backend: 'wasm' | 'cpu') => {
  await tf.setBackend(backend)
  const archive = await exportModel({
    bundle,
    format: 'tfjs',
    name: 'grouping',
    browserRuntime: async () => '',
  })
  const files = unzipSync(archive)
  const json = JSON.parse(new TextDecoder().decode(files['model.json']))
  const { modelTopology, weightsManifest, signature, format } = json
  const weightData = files[weightsManifest[0].paths[0]]?.slice().buffer
  const weightSpecs = weightsManifest[0].weights
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData, signature, format }),
  )
  const [input] = model.inputs
  const places = input?.shape?.at(-1)
  if (!input || !places || places < 1) throw new Error('The graph does not say how long its inputs are.')
  return (count: number) =>
    tf.tidy(() => {
      const type = input.dtype === 'int32' ? 'int32' : 'float32'
      const numbers = Array.from({ length: count * places }, (_, at) => (at % places < 12 ? at % 97 : 0))
      const answer = model.predict({ [input.name]: tf.tensor2d(numbers, [count, places], type) })
      if (!(answer instanceof tf.Tensor)) throw new Error('There is more than one output.')
      return answer.dataSync()
    })
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
  const graphs = []
  for (const backend of ['wasm', 'cpu'] as const) {
    const answer = await openGraph(bundle, backend)
    graphs.push(await row(`tensorflow.js (${backend})`, async (_, count) => answer(count)))
  }
  return [
    ...graphs,
    await row('as hosted', (from, count) => hosted.predict(inputsFrom(from, count))),
    await row('fallback', async (from, count) => fallback.predictProba(rowsFrom(from, count))),
  ]
}

if (existsSync(join(data, 'trec6'))) {
  const results = []
  for (const family of ['text-cnn', 'gru'] as const) {
    try {
      results.push(...(await measure(family)))
    } catch (error) {
      console.log(`${family}: ${(error as Error).message}`)
    }
  }
  console.table(results)
} else console.log(`${data} is not there; nothing to measure on.`)
