import type { Log } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { type ServedDeployment, type ServedVersion, withdrawBroken } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import type { DeploymentCache } from './deployment-cache.ts'
import { type Lane, type LaneAnswer, type LaneRequest, type LaneWatch, openLane } from './lane.ts'
import { openShadow } from './shadow.ts'
import type { Shares } from './shares.ts'
import { openSwaps } from './swap.ts'
import type { TrafficWatch } from './traffic-watch.ts'
import type { WorkerLink } from './worker-link.ts'

export type Lanes = {
  /** What to serve of a deployment at this moment: the version before, while the next one wakes. */
  current(found: ServedDeployment): ServedDeployment
  /** Throws `overloaded` where a call to this version would be refused. */
  requireRoom(target: ServedVersion): void
  /** Where the file of the version turns out to be damaged, another version of the deployment answers. */
  submit(target: ServedVersion, request: LaneRequest): Promise<LaneAnswer>
  /** Forgets those that nobody uses. */
  sweep(): void
}

const isDamaged = (error: unknown): boolean =>
  error instanceof AssayError && error.code === 'artifact_corrupt'

// A revision fixes the versions and how they decide.
const idOf = ({ deploymentId, revision, role }: ServedVersion): string =>
  `${deploymentId}/${revision}/${role}`

/** A lane for each version that each deployment serves. */
export const openLanes = (options: {
  services: Services
  deployments: DeploymentCache
  link: WorkerLink
  shares: Shares
  traffic: TrafficWatch
  log: Log
}): Lanes => {
  const { services, deployments, link, shares, traffic, log } = options
  const lanes = new Map<string, Lane>()
  const replacements = new Map<string, Promise<ServedDeployment | null>>()

  const watchOf = (target: ServedVersion): LaneWatch | null => {
    if (!target.watched) return null
    const shadow = target.shadow && openShadow(link, traffic, target.shadow, log)
    return {
      answered: (request, lines, ms) => {
        traffic.count(target, { ms })
        shadow?.mirror(request.items, lines)
      },
      failed: () => traffic.count(target, { errors: 1 }),
    }
  }

  const laneOf = (target: ServedVersion): Lane => {
    const id = idOf(target)
    let lane = lanes.get(id)
    if (!lane) {
      lane = openLane({ services, link, target, shares, watch: watchOf(target) })
      lanes.set(id, lane)
    }
    return lane
  }

  /** Takes a damaged version out; resolves to what the deployment serves instead, if there is anything. */
  const replace = async (target: ServedVersion): Promise<ServedDeployment | null> => {
    const revised = await withdrawBroken(services, target)
    if (revised) log.error({ deployment: target.deploymentId, ...revised }, 'a damaged version was withdrawn')
    const found = await deployments.refresh(target.deploymentId)
    if (!found || found.stopped || found.modelVersionId === target.modelVersionId) return null
    swaps.replace(found)
    return found
  }

  const replaceOnce = (target: ServedVersion): Promise<ServedDeployment | null> => {
    const id = idOf(target)
    const replacing = replacements.get(id) ?? replace(target).finally(() => replacements.delete(id))
    replacements.set(id, replacing)
    return replacing
  }

  const wake = async (next: ServedVersion): Promise<boolean> => {
    try {
      await link.predict(next, [], 1)
      return true
    } catch (error) {
      if (!isDamaged(error)) throw error
      await withdrawBroken(services, next)
      return false
    }
  }
  const swaps = openSwaps(wake, log)

  return {
    current: swaps.current,
    requireRoom: (target) => lanes.get(idOf(target))?.requireRoom(1),
    submit: async (target, request) => {
      try {
        return await laneOf(target).submit(request)
      } catch (error) {
        if (!isDamaged(error)) throw error
        const instead = await replaceOnce(target)
        if (!instead) throw error
        return laneOf(instead).submit(request)
      }
    },
    sweep: () => {
      for (const [id, lane] of lanes) if (lane.isIdle()) lanes.delete(id)
    },
  }
}
