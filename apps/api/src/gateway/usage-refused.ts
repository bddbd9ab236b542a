import { AssayError } from '@assay/services/errors'
import type { UsageRefusal } from '@assay/services/usage'

/** What a caller hears whose end user may not call; nothing of it is billed. */
export const usageRefused = (
  refusal: Exclude<UsageRefusal, 'quota' | 'key_cap'>,
  endUserId: string | null,
): AssayError => {
  const name = JSON.stringify(endUserId)
  if (refusal === 'end_user_limit')
    return new AssayError(
      'end_user_limit',
      `The end user ${name} has reached this month's limit. It resets on the first (UTC); raise it under End users.`,
      { param: 'end_user' },
    )
  return new AssayError(
    'end_user_blocked',
    `The end user ${name} is blocked. Unblock them under End users to let their calls through.`,
    { param: 'end_user' },
  )
}
