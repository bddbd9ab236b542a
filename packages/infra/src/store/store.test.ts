import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ObjectStore } from '@assay/services/core'
import { startS3Server } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openFolderStore } from './folder-store.ts'
import { openStore } from './open-store.ts'

type Held = {
  store: ObjectStore
  traces: () => Promise<string[]>
  /** Files that lie in the machine's own cache. */
  cached: () => Promise<string[]>
  close: () => Promise<void>
}

const openFolder = async (): Promise<Held> => {
  const root = await mkdtemp(join(tmpdir(), 'assay-store-'))
  return {
    store: openFolderStore(join(root, 'objects')),
    traces: async () =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort(),
    cached: async () => [],
    close: () => rm(root, { recursive: true, force: true }),
  }
}

const openS3 = async (): Promise<Held> => {
  const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'a/secret+of=tests' }
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey)
  const server = await startS3Server('assay', credentials)
  const folder = await mkdtemp(join(tmpdir(), 'assay-cache-'))
  const store = await openStore({
    OBJECT_STORE_URL: 's3://assay/production/',
    S3_ENDPOINT: server.url,
    STORE_CACHE_FOLDER: folder,
    STORE_CACHE_MB: 64,
  })
  return {
    store,
    traces: async () => [...server.keys(), `${server.openUploads()} open uploads`],
    cached: async () => (await readdir(folder)).map((name) => join(folder, name)),
    close: async () => {
      vi.unstubAllEnvs()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

describe.each([
  ['a folder', openFolder],
  ['a bucket of S3', openS3],
])('%s', (_name, open) => {
  let held: Held
  let store: ObjectStore
  beforeAll(async () => {
    held = await open()
    store = held.store
  })
  afterAll(() => held?.close())
  const traces = () => held.traces()

  test('gives back what it was given, with its size and SHA-256', async () => {
    const stored = await store.put(
      'ws_1/uploads/a',
      Readable.from([Buffer.from('hello '), Buffer.from('world')]),
    )
    expect(stored).toEqual({ bytes: 11, sha256: createHash('sha256').update('hello world').digest('hex') })
    expect(Buffer.from(await store.get('ws_1/uploads/a')).toString()).toBe('hello world')
    const pieces: Buffer[] = []
    for await (const piece of await store.stream('ws_1/uploads/a')) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('hello world')
  })

  test('shows an object whole or not at all while it is being written', async () => {
    let seen: unknown
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('half')
        seen = await store.get('ws_1/slow').catch(() => 'nothing')
        yield Buffer.from(' whole')
      })(),
    )
    await store.put('ws_1/slow', body)
    expect(seen).toBe('nothing')
    expect(Buffer.from(await store.get('ws_1/slow')).toString()).toBe('half whole')
  })

  test('replaces an object at once: readers see the old one or the new one', async () => {
    await store.put('ws_1/same', Buffer.from('old'))
    await Promise.all([
      store.put('ws_1/same', Buffer.from('new a')),
      store.put('ws_1/same', Buffer.from('new b')),
    ])
    expect(Buffer.from(await store.get('ws_1/same')).toString()).toMatch(/^new [ab]$/)
  })

  test('a body over the limit or one that breaks off leaves nothing behind', async () => {
    const before = await traces()
    const large = store.put('ws_1/large', Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), {
      maxBytes: 1_000,
    })
    await expect(large).rejects.toMatchObject({ code: 'upload_too_large' })
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half')
        throw new Error('the connection was lost')
      })(),
    )
    await expect(store.put('ws_1/broken', broken)).rejects.toThrow('the connection was lost')
    expect(await traces()).toEqual(before)
  })

  test('a body of exactly the limit is kept', async () => {
    expect(await store.put('ws_1/exact', Buffer.alloc(1_000), { maxBytes: 1_000 })).toMatchObject({
      bytes: 1_000,
    })
  })

  describe('a key that leaves the folder is refused by every verb', () => {
    test.each(['../outside', 'a/../../outside', '/../outside', '..', '.', '', '../objects-of-another/x'])(
      '%j',
      async (key) => {
        const before = await traces()
        for (const attempt of [
          () => store.put(key, Buffer.from('x')),
          () => store.get(key),
          () => store.stream(key),
          () => store.localPath(key),
          () => store.remove(key),
        ])
          await expect(attempt(), key).rejects.toThrow('leaves the store')
        expect(await traces()).toEqual(before)
      },
    )
  })

  test('removes an object or all below a prefix, and does not mind what is gone', async () => {
    await store.put('ws_2/checkpoints/job_1/a', Buffer.from('a'))
    await store.put('ws_2/checkpoints/job_1/b', Buffer.from('b'))
    await store.put('ws_2/checkpoints/job_12', Buffer.from('kept'))
    await store.remove('ws_2/checkpoints/job_1')
    await store.remove('ws_2/checkpoints/job_1')
    await expect(store.get('ws_2/checkpoints/job_1/a')).rejects.toThrow()
    expect(Buffer.from(await store.get('ws_2/checkpoints/job_12')).toString()).toBe('kept')
  })

  test('keeps a stream of many parts byte for byte, and breaks off one that grows too large', async () => {
    const piece = randomBytes(1024 ** 2)
    const pieces = Array.from({ length: 19 }, () => piece)
    const stored = await store.put('ws_3/large', Readable.from(pieces))
    expect(stored.bytes).toBe(19 * 1024 ** 2)
    expect(
      createHash('sha256')
        .update(await store.get('ws_3/large'))
        .digest('hex'),
    ).toBe(stored.sha256)
    const before = await traces()
    const refused = store.put('ws_3/larger', Readable.from(pieces), { maxBytes: 18 * 1024 ** 2 })
    await expect(refused).rejects.toMatchObject({ code: 'upload_too_large' })
    expect(await traces()).toEqual(before)
  })

  test('a local path holds the newest bytes, and none is given for what is not there', async () => {
    await store.put('ws_4/a', Buffer.from('first'))
    expect(await readFile(await store.localPath('ws_4/a'), 'utf8')).toBe('first')
    await store.put('ws_4/a', Buffer.from('second'))
    const [path, again] = await Promise.all([store.localPath('ws_4/a'), store.localPath('ws_4/a')])
    expect(path).toBe(again)
    expect(await readFile(path, 'utf8')).toBe('second')
    await store.remove('ws_4/a')
    await expect(store.localPath('ws_4/a').then((gone) => readFile(gone))).rejects.toThrow()
  })

  test('a copy for one reader goes with the reader’s own folder, and none stays elsewhere', async () => {
    await store.put('ws_4/secret', Buffer.from('only here'))
    const into = await mkdtemp(join(tmpdir(), 'assay-into-'))
    const path = await store.localPath('ws_4/secret', { into })
    expect(await readFile(path, 'utf8')).toBe('only here')
    await rm(into, { recursive: true })
    await store.remove('ws_4/secret')
    await expect(readFile(path)).rejects.toThrow()
    for (const kept of await held.cached()) expect(await readFile(kept, 'utf8')).not.toContain('only here')
  })

  test('says whether it can be used', async () => {
    await expect(store.check()).resolves.toBeUndefined()
  })
})
