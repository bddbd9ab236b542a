import { AssayError } from '@assay/services/errors'
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Only failures count, so that people who know their password are never locked out by their own sign-ins. */
const failuresByAddress = new RateLimiterMemory({ points: 60, duration: 600 })
const failuresByPerson = new RateLimiterMemory({ points: 10, duration: 600 })
const resetsByEmail = new RateLimiterMemory({ points: 5, duration: 3600 })

export type Try = { giveBack(): Promise<void> }

/** Counted before the password is looked at, so that tries at once are not tried for free. */
export const takeTry = async (address: string, person: string): Promise<Try> => {
  const refuse = () => {
    throw new AssayError('rate_limited', 'Too many failed sign-ins. Wait ten minutes and try again.', {
      retryAfterSeconds: 600,
    })
  }
  await failuresByAddress.consume(address).catch(refuse)
  await failuresByPerson.consume(person).catch(async () => {
    await failuresByAddress.reward(address)
    refuse()
  })
  return {
    giveBack: async () => {
      await Promise.all([failuresByAddress.reward(address), failuresByPerson.reward(person)])
    },
  }
}

/** Whether one more mail with a link may go to this address; the answer to the asker is the same. */
export const mayMailReset = (email: string): Promise<boolean> =>
  resetsByEmail.consume(email).then(
    () => true,
    () => false,
  )
