import { type Databases, newId, tables } from '@assay/db'
import { findPasswordHash, mailEmailChange, mailPasswordReset } from '@assay/services/account'
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { openContextTracking } from './context-tracking.ts'
import { hashPassword, maxPasswordLength, minPasswordLength, verifyPassword } from './passwords.ts'
import { requireUserVerification } from './user-verification.ts'

/** Set from the socket by our own server on every request, so that a caller can't choose it. */
export const clientAddressHeader = 'x-assay-client-address'

export type SignedIn = { id: string; isOperator: boolean; sessionId: string }

export type Auth = {
  handle(request: Request): Promise<Response>
  /** Null when the cookie names no live session. */
  findUser(headers: Headers): Promise<SignedIn | null>
  /** Whether this is the password of that user. */
  isPassword(userId: string, password: string): Promise<boolean>
}

export const openAuth = (options: { dbs: Databases; publicUrl: string; secret: string }): Auth => {
  const auth = betterAuth({
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    database: drizzleAdapter(options.dbs.platform, {
      provider: 'pg',
      schema: {
        user: tables.user,
        session: tables.session,
        account: tables.account,
        verification: tables.verification,
        twoFactor: tables.twoFactor,
        passkey: tables.passkey,
      },
    }),
    // The same origin under whatever name people reach it; the server has compared Origin with Host before.
    trustedOrigins: async (request) => {
      const host = request?.headers.get('host')
      return host ? [`http://${host}`, `https://${host}`] : []
    },
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength,
      maxPasswordLength,
      password: { hash: hashPassword, verify: verifyPassword },
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 60 * 60,
      sendResetPassword: ({ user, token }) => mailPasswordReset(options, { email: user.email, token }),
    },
    emailVerification: {
      expiresIn: 60 * 60,
      // Asked for by a change of address alone: the link goes to the new one.
      sendVerificationEmail: ({ user, token }) => mailEmailChange(options, { email: user.email, token }),
    },
    user: {
      additionalFields: { isOperator: { type: 'boolean', input: false, defaultValue: false } },
      changeEmail: { enabled: true },
    },
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      storage: 'memory',
      // The library's own three in ten seconds per address would lock out an office that starts its day;
      // failed sign-ins are counted by the route.
      customRules: {
        '/sign-in/*': { window: 60, max: 300 },
        '/sign-up/*': { window: 60, max: 60 },
        '/two-factor/*': { window: 60, max: 120 },
        '/request-password-reset': { window: 60, max: 60 },
        '/change-password': { window: 60, max: 60 },
        '/change-email': { window: 60, max: 60 },
      },
    },
    plugins: [
      // Five wrong codes end a sign-in, ten in a row lock the second step for a quarter of an hour.
      twoFactor({ issuer: new URL(options.publicUrl).hostname }),
      passkey({
        rpID: new URL(options.publicUrl).hostname,
        rpName: new URL(options.publicUrl).hostname,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        authentication: { afterVerification: requireUserVerification },
      }),
    ],
    advanced: {
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      cookiePrefix: 'assay',
      useSecureCookies: options.publicUrl.startsWith('https://'),
      database: { generateId: ({ model }) => (model === 'user' ? newId('usr') : crypto.randomUUID()) },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  const tracked = openContextTracking()
  return {
    handle: (request) => tracked(() => auth.handler(request)),
    findUser: async (headers) => {
      const found = await tracked(() => auth.api.getSession({ headers }))
      if (!found) return null
      const { id, isOperator } = found.user as typeof found.user & { isOperator?: boolean | null }
      return { id, isOperator: isOperator === true, sessionId: found.session.id }
    },
    isPassword: async (userId, password) => {
      const stored = await findPasswordHash(options, userId)
      return stored !== null && (await verifyPassword({ hash: stored, password }))
    },
  }
}
