import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFolderStore, openPredictCaller } from '@assay/infra'
import { type Examples, trainModel } from '@assay/ml-core'
import { trainingConfigSchema } from '@assay/ml-core/schema'
import type { ObjectStore } from '@assay/services/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../testing/fixture.ts'
import { openAnswerGroup } from './answer-group.ts'
import { LineWriter } from './line-writer.ts'
import { type ModelAddress, type ModelCache, openModelCache, type ReadyModel } from './model-cache.ts'
import { predictGroup } from './predict-group.ts'
import { startPredictServer } from './predict-server.ts'

let folder: string
let store: ObjectStore
let bundle: Uint8Array
const labels = ['billing', 'shipping', 'access']

const texts = (rows: number, offset: number): Examples => {
  const words = [
    ['refund', 'invoice'],
    ['parcel', 'courier'],
    ['password', 'login'],
  ]
  const of = Array.from({ length: rows }, (_, row) => row % 3)
  return {
    kind: 'text',
    texts: of.map((label, row) => `my ${words[label]?.[row % 2]} number ${row + offset}`),
    labels: Int32Array.from(of),
  }
}
const numbers = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-hosting-'))
  store = openFolderStore(folder)
  let time = 0
  const trained = await trainModel({
    labels,
    train: texts(60, 0),
    validation: texts(30, 100),
    test: texts(30, 200),
    rowNumbers: { train: numbers(60), validation: numbers(30), test: numbers(30) },
    config: trainingConfigSchema.parse({ families: ['sparse-linear'] }),
    now: () => time++,
  })
  bundle = trained.bundle
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let stored = 0
const publish = async (bytes = bundle): Promise<ModelAddress> => {
  const number = stored++
  const artifactKey = `ws_1/models/${number}.bundle`
  const { sha256 } = await store.put(artifactKey, bytes)
  return { modelVersionId: `mdv_${number}`, artifactKey, artifactSha256: sha256 }
}
const find = (cache: ModelCache, address: ModelAddress): Promise<ReadyModel> =>
  cache.use(address, (model) => model)

type Line = {
  label: string | null
  score: number
  abstained?: boolean
  scores: { label: string; score: number }[]
  explanation?: unknown[]
}
const parse = (line: string | undefined): Line => JSON.parse(line ?? '') as Line

describe('a group', () => {
  let model: ReadyModel
  beforeAll(async () => {
    model = await find(openModelCache(store, 1e9, silent), await publish())
  })

  test('is answered in order: every class, sorted downwards, summing to one', async () => {
    const lines = (
      await predictGroup(model, [
        { input: 'my refund and invoice' },
        { input: 'my parcel, courier' },
        { input: 'my password login' },
      ])
    ).map(parse)
    expect(lines.map(({ label }) => label)).toEqual(['billing', 'shipping', 'access'])
    for (const { label, score, scores } of lines) {
      expect(scores.map((one) => one.label).sort()).toEqual([...labels].sort())
      expect(scores.map((one) => one.score)).toEqual(scores.map((one) => one.score).sort((a, b) => b - a))
      expect(scores[0]).toEqual({ label, score })
      expect(scores.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(1, 4)
    }
  })

  test('leaves each problem in its place and answers the others as if it were not there', async () => {
    const [alone] = await predictGroup(model, [{ input: 'my parcel' }])
    const lines = await predictGroup(model, [
      { input: 7 },
      { input: 'my parcel' },
      { input: null },
      { input: ['x'] },
    ])
    expect(lines[1]).toBe(alone)
    for (const place of [0, 2, 3]) {
      expect(lines[place]?.[0]).toBe('!')
      expect(JSON.parse(lines[place]?.slice(1) ?? '')).toMatchObject({ code: 'input_type' })
    }
  })

  test('shows as many scores as were asked for, and an explanation only where it was', async () => {
    const [top, all, explained] = (
      await predictGroup(model, [
        { input: 'my parcel', topK: 1 },
        { input: 'my parcel', topK: 99 },
        { input: 'my parcel', explain: true },
      ])
    ).map(parse)
    expect(top?.scores).toHaveLength(1)
    expect(all?.scores).toHaveLength(3)
    expect(all).not.toHaveProperty('explanation')
    expect(explained?.explanation?.length).toBeGreaterThan(0)
  })

  test('is decided by the policy of the deployment, and a withheld answer keeps its scores', async () => {
    const item = { input: 'my refund, parcel and courier', explain: true }
    const [plain] = (await predictGroup(model, [item])).map(parse)
    const billing = plain?.scores.find(({ label }) => label === 'billing')?.score ?? 0
    const preferred = { by: 'thresholds' as const, thresholds: { billing: billing * 0.9 } }
    const asked = async (abstainBelow: number | null) =>
      parse((await predictGroup(model, [item], { choose: preferred, abstainBelow }))[0])
    expect(await asked(null)).toMatchObject({ label: 'billing', score: billing, abstained: false })
    const withheld = await asked(0.999)
    expect(withheld).toMatchObject({ label: null, score: billing, abstained: true })
    expect(withheld.scores).toEqual(plain?.scores)
    // The explanation is of the label that was answered, not of the most probable one.
    expect(withheld.explanation).not.toEqual(plain?.explanation)
    expect(plain).not.toHaveProperty('abstained')
  })

  test('is a line per item even where labels hold line breaks and quotes', () => {
    const line = new LineWriter(['a"b\n', 'c\u2028']).write(Float32Array.of(0.25, 0.75), undefined, null)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({
      label: 'c\u2028',
      score: 0.75,
      scores: [
        { label: 'c\u2028', score: 0.75 },
        { label: 'a"b\n', score: 0.25 },
      ],
    })
  })

  test('orders equal scores by class, for two classes as for more', () => {
    expect(parse(new LineWriter(['a', 'b']).write(Float32Array.of(0.5, 0.5), undefined, null)).label).toBe(
      'a',
    )
    const three = parse(new LineWriter(['a', 'b', 'c']).write(Float32Array.of(0.2, 0.4, 0.4), 2, null))
    expect(three.scores.map(({ label }) => label)).toEqual(['b', 'c'])
  })
})

describe('the cache', () => {
  test('loads a model once, however many ask for it at the same time', async () => {
    let reads = 0
    const counting: ObjectStore = {
      ...store,
      get: (key) => {
        reads++
        return store.get(key)
      },
    }
    const cache = openModelCache(counting, 1e9, silent)
    const address = await publish()
    const found = await Promise.all(Array.from({ length: 20 }, () => find(cache, address)))
    expect(new Set(found).size).toBe(1)
    expect([reads, cache.count()]).toEqual([1, 1])
  })

  test('a disk that hangs keeps its model’s callers waiting, all for one load, and nobody else', async () => {
    let release = () => {}
    const hanging = new Promise<void>((resolve) => {
      release = resolve
    })
    const [slow, quick] = [await publish(), await publish()] as const
    let reads = 0
    const disk: ObjectStore = {
      ...store,
      get: async (key) => {
        if (key === slow.artifactKey) {
          reads++
          await hanging
        }
        return store.get(key)
      },
    }
    const cache = openModelCache(disk, 1e9, silent)
    const waiting = Promise.all(Array.from({ length: 64 }, () => find(cache, slow)))
    expect((await find(cache, quick)).model.labels).toEqual(labels)
    release()
    expect(new Set(await waiting).size).toBe(1)
    expect(reads).toBe(1)
  })

  test('stays within its budget by putting out the longest unused, and loads that one again when asked', async () => {
    const addresses = await Promise.all([publish(), publish(), publish()])
    const [a, b, c] = addresses as [ModelAddress, ModelAddress, ModelAddress]
    const { bytes } = (await find(openModelCache(store, 1e9, silent), a)).model
    const cache = openModelCache(store, bytes * 2, silent)
    const isCold = (address: ModelAddress) => cache.use(address, (_model, coldMs) => coldMs !== null)
    for (const address of [a, b]) expect(await isCold(address)).toBe(true)
    expect(await isCold(a)).toBe(false)
    await find(cache, c)
    expect(cache.count()).toBe(2)
    expect(cache.bytes()).toBeLessThanOrEqual(bytes * 2)
    expect([await isCold(a), await isCold(b)]).toEqual([false, true])
    expect(cache.count()).toBe(2)
  })

  test('puts out what nobody used for a while, wakes it for the next call, and leaves alone what is in use or dedicated', async () => {
    let nowMs = 0
    const cache = openModelCache(store, 1e9, silent, () => nowMs)
    const [used, unused, dedicated] = [await publish(), await publish(), await publish()] as const
    await find(cache, unused)
    await find(cache, { ...dedicated, keepWarm: true })
    await find(cache, dedicated)
    await cache.use(used, async ({ model }) => {
      nowMs = 60_000
      cache.putOutIdle(60_000)
      expect(cache.count()).toBe(2)
      expect(await model.predict(['my parcel'])).toHaveLength(3)
    })
    nowMs = 119_999
    cache.putOutIdle(60_000)
    expect(cache.count()).toBe(2)
    nowMs = 120_000
    cache.putOutIdle(60_000)
    expect(cache.count()).toBe(1)
    expect(await cache.use(dedicated, (_model, coldMs) => coldMs)).toBeNull()
    expect(await cache.use(used, (_model, coldMs) => coldMs)).not.toBeNull()
  })

  test('keeps a model that is put out while it answers until it has answered', async () => {
    const cache = openModelCache(store, 1, silent)
    const [first, second] = [await publish(), await publish()] as const
    await cache.use(first, async ({ model }) => {
      await find(cache, second)
      expect(cache.count()).toBe(1)
      expect(await model.predict(['my parcel'])).toHaveLength(3)
    })
  })

  test('serves a model larger than the whole budget rather than none', async () => {
    const cache = openModelCache(store, 1, silent)
    for (const address of [await publish(), await publish()]) {
      const { model } = await find(cache, address)
      expect(model.labels).toEqual(labels)
    }
    expect(cache.count()).toBe(1)
  })

  test('refuses a bundle whose hash is not the published one, and asks again next time', async () => {
    const cache = openModelCache(store, 1e9, silent)
    const address = await publish()
    const swapped = Buffer.from(bundle)
    swapped[swapped.length >> 1]! ^= 1
    await store.put(address.artifactKey, swapped)
    await expect(find(cache, address)).rejects.toThrow('is not the one that was published')
    expect(cache.count()).toBe(0)
    await store.put(address.artifactKey, bundle)
    expect((await find(cache, address)).model.labels).toEqual(labels)
  })

  test('refuses a corrupt bundle even where its hash was published with it', async () => {
    const cache = openModelCache(store, 1e9, silent)
    const corrupt = Buffer.from(bundle)
    corrupt.fill(0, corrupt.length >> 1, (corrupt.length >> 1) + 64)
    await expect(find(cache, await publish(corrupt))).rejects.toMatchObject({ code: 'artifact_corrupt' })
    await expect(find(cache, await publish(bundle.subarray(0, 100)))).rejects.toMatchObject({
      code: 'artifact_corrupt',
    })
  })
})

test('the predict server answers whoever shows the token, and nobody else', async () => {
  const cache = openModelCache(store, 1e9, silent)
  const { port, server } = await startPredictServer({
    light: openAnswerGroup(cache, 64),
    heavy: async () => 'heavy',
    sketch: async () => ({ unwanted: [] }),
    pack: async () => ({ type: 'busy' }),
    token: 'secret',
    host: '127.0.0.1',
    port: 0,
    log: silent,
  })
  const address = await publish()
  const ask = async (token: string, body: unknown, path = '/predict'): Promise<string> => {
    const caller = openPredictCaller(token, 5_000)
    try {
      return await caller.call(`http://127.0.0.1:${port}${path}`, JSON.stringify(body))
    } finally {
      caller.close()
    }
  }
  const group = { ...address, workspaceId: 'ws_1', weight: 1, items: [{ input: 'my parcel' }, { input: 5 }] }
  const firsts = async () => (await ask('secret', group)).split('\n').map((line) => line[0])
  // The first call woke the model.
  expect(await firsts()).toEqual(['~', '{', '!'])
  expect(await firsts()).toEqual(['{', '!'])
  expect(await ask('secret', group, '/predict/heavy')).toBe('heavy')
  for (const wrong of ['secre', 'secret2', ''])
    await expect(ask(wrong, { ...group, items: [] })).rejects.toThrow('401')
  const wrongHash = createHash('sha256').update('x').digest('hex')
  const refused = ask('secret', {
    ...group,
    modelVersionId: 'mdv_other',
    artifactSha256: wrongHash,
  })
  await expect(refused).rejects.toMatchObject({ corrupt: true })
  await expect(refused).rejects.toThrow('not the one that was published')
  server.close()
})
