import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ObjectStore } from '@assay/services/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFolderStore } from './folder-store.ts'

let root: string
let store: ObjectStore
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-store-'))
  store = openFolderStore(join(root, 'objects'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const files = async (): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

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
      seen = await store.get('ws_1/slow').catch((error: NodeJS.ErrnoException) => error.code)
      yield Buffer.from(' whole')
    })(),
  )
  await store.put('ws_1/slow', body)
  expect(seen).toBe('ENOENT')
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

test('a body over the limit or one that breaks off leaves no file behind', async () => {
  const before = await files()
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
  expect(await files()).toEqual(before)
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
      const before = await files()
      for (const attempt of [
        () => store.put(key, Buffer.from('x')),
        () => store.get(key),
        () => store.stream(key),
        () => store.localPath(key),
        () => store.remove(key),
      ])
        await expect(attempt(), key).rejects.toThrow('leaves the store')
      expect(await files()).toEqual(before)
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
