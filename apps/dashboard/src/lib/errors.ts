import { said } from '@assay/i18n/runtime'

export type ApiError = { code: string; message: string; param: string | null }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Reads the product's own error out of whatever a call threw: tRPC's, REST's, or the network's. */
export function describeError(error: unknown): ApiError {
  if (error instanceof DoorError) return { code: error.code, message: said(error.message), param: null }
  if (isRecord(error) && isRecord(error['data'])) {
    const assay = error['data']['assay']
    if (isRecord(assay) && typeof assay['code'] === 'string' && typeof assay['message'] === 'string') {
      const param = assay['param']
      return {
        code: assay['code'],
        message: said(assay['message']),
        param: typeof param === 'string' ? param : null,
      }
    }
    const status = error['data']['httpStatus']
    if (status === 401) {
      return { code: 'unauthenticated', message: 'Your session has ended. Sign in again.', param: null }
    }
  }
  if (error instanceof Error && /fetch|network|load failed/i.test(error.message)) {
    return {
      code: 'offline',
      message: 'The server cannot be reached. Check your connection and try again.',
      param: null,
    }
  }
  const message = error instanceof Error && error.message ? said(error.message) : 'Something went wrong.'
  return { code: 'unknown', message, param: null }
}

const passing = new Set(['offline', 'overloaded', 'rate_limited', 'unknown'])
export const isRetryable = (error: unknown): boolean => passing.has(describeError(error).code)

/** What a door beside tRPC (uploads, exports) answered, or why it was never reached. */
export class DoorError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'DoorError'
    this.code = code
  }
}
