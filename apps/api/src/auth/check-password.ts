import { AssayError } from '@assay/services/errors'
import type { Auth } from './index.ts'
import { takeTry } from './tries.ts'

/** Asks somebody who is signed in for their password once more; guesses are counted as those at sign-in are. */
export const checkPassword = async (
  auth: Pick<Auth, 'isPassword'>,
  { userId, password, address }: { userId: string; password: string; address: string },
): Promise<void> => {
  const taken = await takeTry(address, userId)
  if (!(await auth.isPassword(userId, password)))
    throw new AssayError('forbidden', 'Incorrect password.', { param: 'password' })
  await taken.giveBack()
}
