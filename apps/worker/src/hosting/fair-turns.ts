export type FairTurns = {
  /**
   * Runs `work` when its workspace's turn has come, one at a time in this process, and resolves to its result. A
   * workspace's own turns are taken in the order in which they were asked for.
   */
  take<T>(workspaceId: string, weight: number, work: () => T | Promise<T>): Promise<T>
}

type Queue = {
  turns: (() => Promise<number>)[]
  /** Weighted milliseconds that it has had: whoever has had least is next. */
  hadMs: number
}

/**
 * Start-time fair queueing (Goyal, Vin and Cheng 1996) with the measured time of a turn as its cost: among workspaces
 * that wait, each gets time in proportion to its weight, however many requests and models it comes with. One that was
 * away has saved nothing up.
 */
export const openFairTurns = (nowMs: () => number = () => performance.now()): FairTurns => {
  const queues = new Map<string, Queue>()
  let running = false
  /** What the workspace that is served has had: newcomers begin here. */
  let served = 0

  const next = (): Queue | null => {
    let least: Queue | null = null
    for (const [workspaceId, queue] of queues) {
      if (queue.turns.length === 0) {
        // Others have caught up with what it has had, so it need not be remembered.
        if (queue.hadMs <= served) queues.delete(workspaceId)
      } else if (least === null || queue.hadMs < least.hadMs) least = queue
    }
    return least
  }

  const run = async (): Promise<void> => {
    running = true
    for (let queue = next(); queue; queue = next()) {
      served = queue.hadMs
      const turn = queue.turns.shift()
      if (turn) queue.hadMs += await turn()
      // Who was answered asks again, and the sockets are read, before the next one is chosen.
      await new Promise(setImmediate)
    }
    queues.clear()
    served = 0
    running = false
  }

  return {
    take: (workspaceId, weight, work) =>
      new Promise((resolve, reject) => {
        let queue = queues.get(workspaceId)
        if (!queue) {
          queue = { turns: [], hadMs: served }
          queues.set(workspaceId, queue)
        } else if (queue.turns.length === 0) queue.hadMs = Math.max(queue.hadMs, served)
        queue.turns.push(async () => {
          const began = nowMs()
          try {
            resolve(await work())
          } catch (error) {
            reject(error)
          }
          return (nowMs() - began) / weight
        })
        if (!running) void run()
      }),
  }
}
