import type { ChangeFeed } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { findServedDeployment, type ServedDeployment } from '@assay/services/deployment'

const trustedMs = 30_000
const untrustedMs = 800
const capacity = 50_000

export type DeploymentCache = {
  /** `mayAsk` is called before the database is asked, and throws where it may not be. */
  find(id: string, mayAsk?: () => void): ServedDeployment | null | Promise<ServedDeployment | null>
  /** What the database says at this moment. */
  refresh(id: string): Promise<ServedDeployment | null>
}

/** What each deployment serves, until a notice says that it changed. Unknown ids are not remembered. */
export const openDeploymentCache = (services: Services, changes: ChangeFeed): DeploymentCache => {
  const known = new Map<string, { served: ServedDeployment; atMs: number }>()
  const loading = new Map<string, Promise<ServedDeployment | null>>()
  let generation = 0
  changes.onGap(() => {
    generation++
    known.clear()
  })
  changes.subscribe((notice) => {
    if (notice.topic !== 'deployment') return
    generation++
    known.delete(notice.id)
  })

  const load = async (id: string): Promise<ServedDeployment | null> => {
    const began = generation
    const served = await findServedDeployment(services.dbs.platform, id)
    if (served && began === generation) {
      if (known.size >= capacity) known.clear()
      known.set(id, { served, atMs: performance.now() })
    }
    return served
  }

  return {
    refresh: (id) => {
      generation++
      known.delete(id)
      return load(id)
    },
    find: (id, mayAsk) => {
      const cached = known.get(id)
      if (cached) {
        const ageMs = performance.now() - cached.atMs
        if (ageMs < (changes.isHealthy() ? trustedMs : untrustedMs)) return cached.served
      }
      const running = loading.get(id)
      if (running) return running
      mayAsk?.()
      const promise = load(id).finally(() => loading.delete(id))
      loading.set(id, promise)
      return promise
    },
  }
}
