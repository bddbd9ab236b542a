/** Iterations without a better loss after which no better one is expected. */
const patience = 10
/** What counts as better, relative to the loss; smaller gains are not worth waiting for. */
const telling = 2e-4

/** Iterations (from 1) with the lowest loss; 0 where there are none. */
export function bestIteration(losses: readonly number[]): number {
  let best = 0
  for (let i = 1; i < losses.length; i++) if (losses[i] < losses[best]) best = i
  return losses.length > 0 ? best + 1 : 0
}

/** Whether the losses of the iterations so far say that the next ones will not help. */
export function isExhausted(losses: readonly number[]): boolean {
  if (losses.length <= patience) return false
  const before = Math.min(...losses.slice(0, -patience))
  const lately = Math.min(...losses.slice(-patience))
  return lately > before * (1 - telling)
}
