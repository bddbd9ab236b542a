import type { Log } from '@assay/infra'
import type { ServedDeployment } from '@assay/services/deployment'

const capacity = 50_000

type Serving = { now: ServedDeployment; next: ServedDeployment | null }

/**
 * What a deployment serves while its next version wakes: the version before, so that a deploy makes nobody wait. `wake`
 * resolves to true when a worker has the version ready, and to false where it never will be: the one before stays.
 * Where `wake` fails the version is served anyway, and its calls say why.
 */
export const openSwaps = (wake: (next: ServedDeployment) => Promise<boolean>, log: Log) => {
  const serving = new Map<string, Serving>()

  const prepare = async (held: Serving, next: ServedDeployment): Promise<void> => {
    held.next = next
    const usable = await wake(next).catch((error: unknown) => {
      log.warn({ err: error, version: next.modelVersionId }, 'a version could not be woken')
      return true
    })
    // Unless another one has been deployed meanwhile.
    if (held.next !== next) return
    if (usable) held.now = next
    held.next = null
  }

  return {
    /** Serves it at once. */
    replace: (found: ServedDeployment): void => {
      serving.set(found.deploymentId, { now: found, next: null })
    },
    /** `found` is what the database says. */
    current: (found: ServedDeployment): ServedDeployment => {
      const held = serving.get(found.deploymentId)
      if (held?.now === found) return found
      if (!held) {
        if (serving.size >= capacity) serving.clear()
        serving.set(found.deploymentId, { now: found, next: null })
        return found
      }
      if (held.now.modelVersionId === found.modelVersionId || found.stopped) {
        held.now = found
        held.next = null
      } else if (held.next?.revision !== found.revision) void prepare(held, found)
      return held.now
    },
  }
}
