import { passkeyClient } from '@better-auth/passkey/client'
import { twoFactorClient } from 'better-auth/client/plugins'
import { createAuthClient } from 'better-auth/react'

export const authClient = createAuthClient({
  basePath: '/api/auth',
  plugins: [twoFactorClient(), passkeyClient()],
})

type Answer<T> = { data: T | null; error: AuthFailure | null }
type AuthFailure = { status?: number; code?: string; message?: string; error?: { message?: string } }

const sentences: Record<string, string> = {
  INVALID_PASSWORD: 'Incorrect password.',
  INVALID_CODE: 'This code is incorrect. Check the app again: it changes every 30 seconds.',
  INVALID_BACKUP_CODE: 'This backup code is incorrect or has already been used.',
  INVALID_TWO_FACTOR_COOKIE: 'This sign-in took too long. Start again with your password.',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'Too many wrong codes. Start again with your password.',
  ACCOUNT_TEMPORARILY_LOCKED: 'Too many wrong codes. Wait 15 minutes, then try again.',
  INVALID_TOKEN: 'This link has already been used or has expired. Request a new one.',
  SESSION_NOT_FRESH: 'You signed in more than a day ago. Sign out and in again, then add the passkey.',
  AUTH_CANCELLED: 'The passkey was not used. Try again, or sign in with your password.',
  REGISTRATION_CANCELLED: 'No passkey was created. You can try again any time.',
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'This device already has a passkey for your account.',
  ERROR_CEREMONY_ABORTED: 'The passkey was not used. Try again, or sign in with your password.',
}

/** What the auth library refused, in words that say what to do. */
const describeFailure = ({ status, code, message, error }: AuthFailure, otherwise: string): string => {
  if (status === 429) return 'Too many attempts. Wait ten minutes, then try again.'
  return sentences[code ?? ''] ?? error?.message ?? message ?? otherwise
}

/** The answer of the auth library, or an error that a form can show. */
export const settled = async <T>(call: Promise<Answer<T>>, otherwise: string): Promise<NonNullable<T>> => {
  const { data, error } = await call
  if (error || !data) throw new Error(describeFailure(error ?? {}, otherwise))
  return data
}
