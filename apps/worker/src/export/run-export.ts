import { randomBytes } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportFormat } from '@assay/ml-core/schema'
import type { ObjectStore } from '@assay/services/core'
import { startChild } from '../child.ts'
import type { ExportChildNews, ExportChildOrder } from './messages.ts'

const childMemoryMb = 2_048
/** Each takes a processor for a second or so; more than these wait for a better time. */
const mostAtOnce = 2

export type ExportRequest = {
  artifactKey: string
  format: ExportFormat
  name: string
  modelCard?: unknown
}

export type ExportAnswer =
  | { type: 'archive'; stream: ReadStream }
  | { type: 'refused'; message: string }
  | { type: 'busy' }

/** Packs models for taking away, in child processes of their own: the event loop goes on answering predictions. */
export const openExporter = (
  store: ObjectStore,
  scratchFolder: string,
): ((request: ExportRequest) => Promise<ExportAnswer>) => {
  let running = 0

  const pack = async (request: ExportRequest, folder: string): Promise<ExportAnswer> => {
    const { artifactKey, ...order } = request
    let news: ExportChildNews | null = null
    const child = startChild<ExportChildOrder, ExportChildNews>(
      'export-child',
      childMemoryMb,
      (told, settle) => {
        news = told
        settle()
      },
    )
    const archivePath = join(folder, 'export.zip')
    child.send({ ...order, bundlePath: await store.localPath(artifactKey), archivePath })
    await child.finished
    // Assigned by the child's message, which the compiler cannot see.
    const answer = news as ExportChildNews | null
    if (answer === null) throw new Error('The export child ended without an answer')
    if (answer.type === 'refused') return answer
    const stream = createReadStream(archivePath)
    // The open file outlives its name.
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject))
    return { type: 'archive', stream }
  }

  return async (request) => {
    if (running >= mostAtOnce) return { type: 'busy' }
    running++
    const folder = join(scratchFolder, `export-${randomBytes(6).toString('hex')}`)
    try {
      await mkdir(folder, { recursive: true })
      return await pack(request, folder)
    } finally {
      running--
      await rm(folder, { recursive: true, force: true })
    }
  }
}
