import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptMap } from '@assay/datasets/schema'
import type { JobPayload, Services } from '@assay/services/core'
import { findUnmapped, keepMap } from '@assay/services/dataset'
import { startChild } from '../child.ts'
import type { MapNews, MapOrder } from '../map/messages.ts'

const childMemoryMb = 2_048

const runChild = async (order: MapOrder): Promise<KeptMap> => {
  let map: KeptMap | null = null
  const child = startChild<MapOrder, MapNews>('map-child', childMemoryMb, (news, settle) => {
    map = news.map
    settle()
  })
  child.send(order)
  await child.finished
  if (!map) throw new Error('The map child ended without an answer')
  return map
}

/** `dataset.map`: draws a version's rows in the plane, for whoever has asked for it. */
export const handleMap =
  (services: Services, scratchFolder: string) =>
  async (payload: JobPayload<'dataset.map'>, run: { lastAttempt: boolean }): Promise<void> => {
    const found = await findUnmapped(services, payload)
    if (!found) return
    const scratchDir = await mkdtemp(join(scratchFolder, 'map-'))
    try {
      const path = await services.store.localPath(found.parquetKey)
      await keepMap(services, payload, await runChild({ path, profile: found.profile, scratchDir }))
    } catch (error) {
      // Or a person would be told for ever that it is being drawn.
      if (run.lastAttempt) await keepMap(services, payload, { status: 'failed' })
      throw error
    } finally {
      await rm(scratchDir, { recursive: true, force: true })
    }
  }
