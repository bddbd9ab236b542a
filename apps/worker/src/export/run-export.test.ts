import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFolderStore } from '@assay/infra'
import { trainModel } from '@assay/ml-core'
import { trainingConfigSchema } from '@assay/ml-core/schema'
import type { ObjectStore } from '@assay/services/core'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPredictServer } from '../hosting/predict-server.ts'
import { silent } from '../testing/fixture.ts'
import { openExporter } from './run-export.ts'

const rows = 60
const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
const examples = {
  kind: 'table' as const,
  columns: [
    { name: 'size', type: 'number' as const, values: Array.from(labels, (label, row) => label * 100 + row) },
  ],
  labels,
}
const rowNumbers = labels.map((_, row) => row)

let folder: string
let store: ObjectStore
const keys = { linear: 'ws_1/models/linear.bundle', trees: 'ws_1/models/trees.bundle' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-export-'))
  store = openFolderStore(join(folder, 'store'))
  for (const [key, family] of [
    [keys.linear, 'logistic'],
    [keys.trees, 'boosted-trees'],
  ] as const) {
    let time = 0
    const { bundle } = await trainModel({
      labels: ['small', 'large'],
      train: examples,
      validation: examples,
      test: examples,
      rowNumbers: { train: rowNumbers, validation: rowNumbers, test: rowNumbers },
      config: trainingConfigSchema.parse({ families: [family] }),
      now: () => time++,
    })
    await store.put(key, bundle)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('whoever shows the token is sent a packed model, and nobody else', async () => {
  const scratch = join(folder, 'scratch')
  const { port, server } = await startPredictServer({
    light: async () => '',
    heavy: async () => '',
    sketch: async () => ({ unwanted: [] }),
    pack: openExporter(store, scratch),
    token: 'secret',
    host: '127.0.0.1',
    port: 0,
    log: silent,
  })
  const ask = (authorization: string, order: object) =>
    fetch(`http://127.0.0.1:${port}/export`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(order),
    })
  const order = { artifactKey: keys.linear, format: 'browser', name: 'Sizes v1' }
  expect((await ask('Bearer wrong', order)).status).toBe(401)

  const answer = await ask('Bearer secret', order)
  expect(answer.status).toBe(200)
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const source = Buffer.from(files['model.mjs'] ?? []).toString('base64')
  const { predict } = await import(/* @vite-ignore */ `data:text/javascript;base64,${source}`)
  expect(predict({ size: 120 }).label).toBe('large')
  expect(new TextDecoder().decode(files['README.md'])).toContain('# Sizes v1')

  const trees = await ask('Bearer secret', { ...order, artifactKey: keys.trees, format: 'tfjs' })
  expect(trees.status).toBe(422)
  expect(await trees.text()).toContain('trees')
  expect((await ask('Bearer secret', { ...order, artifactKey: 'ws_1/none' })).status).toBe(500)
  expect(await readdir(scratch)).toEqual([])
  await new Promise((resolve) => server.close(resolve))
})

test('more exports at once than a worker has hands for are asked to come back', async () => {
  const pack = openExporter(store, join(folder, 'busy'))
  const request = { artifactKey: keys.linear, format: 'onnx' as const, name: 'Sizes v1' }
  const answers = await Promise.all([pack(request), pack(request), pack(request)])
  expect(answers.map(({ type }) => type)).toEqual(['archive', 'archive', 'busy'])
  for (const answer of answers) if (answer.type === 'archive') answer.stream.destroy()
})
