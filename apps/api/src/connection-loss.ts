/** Of the driver, of the system, and of a server that is shutting down, has crashed, or is starting. */
const codes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
])

/**
 * Whether a failure was the database's absence rather than its answer. Whether a commit in flight took place is
 * then unknown.
 */
export const isConnectionLoss = (error: unknown): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string' && codes.has(cause.code)) return true
  return false
}
