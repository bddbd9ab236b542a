import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Whoever was given a path may open it again: a job reads its file more than once. */
const keptForMs = 3_600_000

export type DownloadCache = {
  /** The path of a local copy; `name` stands for these bytes and no others. */
  pathOf(name: string, download: () => Promise<Readable>): Promise<string>
}

/**
 * Copies of remote objects in a folder, which several processes may share. Beyond `maxBytes` the longest
 * unused leave, but none that was asked for within the hour.
 */
export const openDownloadCache = (options: {
  folder: string
  maxBytes: number
  now: () => number
}): DownloadCache => {
  const running = new Map<string, Promise<string>>()

  const makeRoom = async (): Promise<void> => {
    const files = await Promise.all(
      (await readdir(options.folder)).map(async (name) => {
        const path = join(options.folder, name)
        const found = await stat(path).catch(() => null)
        return found ? [{ path, bytes: found.size, usedMs: found.mtimeMs }] : []
      }),
    )
    const oldestFirst = files.flat().sort((a, b) => a.usedMs - b.usedMs)
    let held = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { path, bytes, usedMs } of oldestFirst) {
      if (held <= options.maxBytes || options.now() - usedMs < keptForMs) return
      await rm(path, { force: true })
      held -= bytes
    }
  }

  const fetchInto = async (path: string, download: () => Promise<Readable>): Promise<string> => {
    const used = options.now() / 1000
    const isHeld = await utimes(path, used, used).then(
      () => true,
      () => false,
    )
    if (isHeld) return path
    await mkdir(options.folder, { recursive: true })
    const partial = `${path}.${randomBytes(6).toString('hex')}.partial`
    try {
      await pipeline(await download(), createWriteStream(partial, { mode: 0o600 }))
      await utimes(partial, used, used)
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    await makeRoom()
    return path
  }

  return {
    pathOf: (name, download) => {
      const path = join(options.folder, createHash('sha256').update(name).digest('hex'))
      const found = running.get(path)
      if (found) return found
      const fetching = fetchInto(path, download).finally(() => running.delete(path))
      running.set(path, fetching)
      return fetching
    },
  }
}
