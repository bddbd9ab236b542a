import { AssayError } from '@assay/services/errors'

const mostInFlight = 4_096
/** Items of a group while several workspaces call, so that none waits long for another one's group. */
const sharedGroup = 128
const wholeGroup = 1_024

export type Shares = {
  /** Takes one call of the workspace in, until the returned function is called. Throws `overloaded`. */
  enter(workspaceId: string): () => void
  /** Items that may go into one group at this moment. */
  groupSize(): number
}

export const overloaded = (): AssayError =>
  new AssayError('overloaded', 'This deployment is at its limit. Try again shortly.', {
    retryAfterSeconds: 1,
  })

/**
 * How many calls of each workspace are in this process. One alone may have all the places; once they are taken, whoever
 * has its equal share or more of them is refused, and the others still come in.
 */
export const openShares = (most = mostInFlight): Shares => {
  const inFlight = new Map<string, number>()
  let total = 0
  return {
    enter: (workspaceId) => {
      const own = inFlight.get(workspaceId) ?? 0
      const workspaces = inFlight.size + (own === 0 ? 1 : 0)
      if (total >= most && own >= most / workspaces) throw overloaded()
      inFlight.set(workspaceId, own + 1)
      total++
      return () => {
        total--
        const left = (inFlight.get(workspaceId) ?? 1) - 1
        if (left === 0) inFlight.delete(workspaceId)
        else inFlight.set(workspaceId, left)
      }
    },
    groupSize: () => (inFlight.size > 1 ? sharedGroup : wholeGroup),
  }
}
