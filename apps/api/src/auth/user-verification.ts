import { APIError } from 'better-auth/api'

/** A passkey stands for both steps of a sign-in: it counts only where the device asked for a finger, a face or a PIN. */
export const requireUserVerification = async ({
  verification,
}: {
  verification: { authenticationInfo: { userVerified: boolean } }
}): Promise<void> => {
  if (!verification.authenticationInfo.userVerified)
    throw new APIError('UNAUTHORIZED', {
      message: 'Your device did not verify that it is you. Unlock it, then try again.',
    })
}
