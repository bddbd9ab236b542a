import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDownloadCache } from './download-cache.ts'

let root: string
let folder: string
let nowMs = Date.now()
let made = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-downloads-'))
})
beforeEach(() => {
  folder = join(root, String(made++))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const open = (maxBytes: number) => openDownloadCache({ folder, maxBytes, now: () => nowMs })
const body = (text: string) => async () => Readable.from([Buffer.from(text)])
const never = async (): Promise<Readable> => {
  throw new Error('downloaded again')
}

test('downloads once, also for many who ask at the same time and after a restart', async () => {
  const cache = open(100)
  let downloads = 0
  const count = async () => {
    downloads++
    return body('bytes')()
  }
  const paths = await Promise.all([1, 2, 3].map(() => cache.pathOf('a', count)))
  expect(new Set(paths).size).toBe(1)
  expect(downloads).toBe(1)
  expect(await readFile(await open(100).pathOf('a', never), 'utf8')).toBe('bytes')
})

test('the longest unused leave first, and none that was asked for within the hour', async () => {
  const cache = open(10)
  await cache.pathOf('old', body('aaaaa'))
  nowMs += 1_000
  await cache.pathOf('older in use', body('bbbbb'))
  nowMs += 1_000
  await cache.pathOf('old', never)
  nowMs += 1_000
  await cache.pathOf('too much', body('ccccc'))
  expect(await readdir(folder)).toHaveLength(3)
  nowMs += 3_600_000 - 1_500
  await cache.pathOf('one more', body('d'))
  await cache.pathOf('old', never)
  await expect(cache.pathOf('older in use', never)).rejects.toThrow('downloaded again')
})

test('a download that breaks off leaves nothing, and the next one starts anew', async () => {
  const cache = open(100)
  const broken = async () =>
    Readable.from(
      (async function* () {
        yield Buffer.from('half')
        throw new Error('the connection was lost')
      })(),
    )
  await expect(cache.pathOf('a', broken)).rejects.toThrow('lost')
  expect(await readdir(folder)).toEqual([])
  expect(await readFile(await cache.pathOf('a', body('whole')), 'utf8')).toBe('whole')
})
