import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFolderStore } from '../store/folder-store.ts'
import { openZipWriter } from './zip-writer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('entries come out as they went in, and their sums are told', async () => {
  const zip = openZipWriter()
  const whole = buffer(zip.output)
  const noise = randomBytes(300_000)
  const told = await zip.add('a/noise.bin', Readable.from([noise.subarray(0, 1000), noise.subarray(1000)]), {
    compress: false,
  })
  await zip.add('b.txt', Buffer.from('hello '.repeat(10_000)))
  await zip.add('empty.txt', Buffer.from(''))
  zip.finish()
  expect(told).toEqual({ bytes: 300_000, sha256: createHash('sha256').update(noise).digest('hex') })
  const files = unzipSync(new Uint8Array(await whole))
  expect(Buffer.from(files['a/noise.bin'] ?? []).equals(noise)).toBe(true)
  expect(Buffer.from(files['b.txt'] ?? []).toString()).toBe('hello '.repeat(10_000))
  expect(files['empty.txt']?.byteLength).toBe(0)
})

test('a source that breaks leaves no archive in the store', async () => {
  const store = openFolderStore(folder)
  const zip = openZipWriter()
  const stored = store.put('ws/broken.zip', zip.output)
  async function* broken() {
    yield Buffer.alloc(100_000)
    throw new Error('the disk is gone')
  }
  const added = zip.add('x', Readable.from(broken())).catch((error) => {
    zip.abort(error)
    throw error
  })
  await expect(added).rejects.toThrow('the disk is gone')
  await expect(stored).rejects.toThrow('the disk is gone')
  await expect(store.get('ws/broken.zip')).rejects.toThrow()
})

test('as much as nobody reads holds the next piece up: memory stays as it is', async () => {
  const zip = openZipWriter()
  let given = 0
  async function* endless() {
    for (let piece = 0; piece < 400; piece++) {
      given++
      yield Buffer.alloc(256 * 1024, piece)
    }
  }
  const added = zip.add('big', Readable.from(endless()), { compress: false })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(given).toBeLessThan(40)
  zip.output.resume()
  await added
  expect(given).toBe(400)
})

test('a reader that goes away ends what is being added', async () => {
  const zip = openZipWriter()
  async function* endless() {
    for (;;) yield Buffer.alloc(64 * 1024)
  }
  const added = zip.add('big', Readable.from(endless()), { compress: false })
  zip.output.once('data', () => zip.output.destroy())
  await expect(added).rejects.toThrow()
  await expect(zip.add('next', Buffer.from('x'))).rejects.toThrow('given up')
})
