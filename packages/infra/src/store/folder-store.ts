import { createReadStream } from 'node:fs'
import { access, constants, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, normalize, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import type { ObjectStore, StoredObject } from '@assay/services/core'
import { measure } from './measure.ts'

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Objects as files below one folder: written beside their place, flushed, then renamed into it. */
export const openFolderStore = (root: string): ObjectStore => {
  const base = resolve(root)
  const place = (key: string): string => {
    const path = normalize(join(base, key))
    if (!path.startsWith(base + sep))
      throw new Error(`The object key ${JSON.stringify(key)} leaves the store`)
    return path
  }
  let made = 0

  const put = async (
    key: string,
    body: Readable | Uint8Array,
    limits: { maxBytes?: number } = {},
  ): Promise<StoredObject> => {
    const path = place(key)
    const partial = `${path}.${process.pid}-${made++}.partial`
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(partial, 'wx', 0o600)
    const { pieces, result } = measure(body, limits)
    try {
      for await (const piece of pieces) await handle.write(piece)
      await handle.sync()
      await handle.close()
      await rename(partial, path)
      await syncFolder(dirname(path))
    } catch (error) {
      await handle.close().catch(() => {})
      await rm(partial, { force: true })
      throw error
    }
    return result()
  }

  return {
    put,
    get: async (key) => readFile(place(key)),
    stream: async (key): Promise<Readable> => createReadStream(place(key)),
    localPath: async (key) => place(key),
    remove: async (key) => rm(place(key), { recursive: true, force: true }),
    check: async () => {
      await mkdir(base, { recursive: true })
      await access(base, constants.W_OK)
    },
  }
}
