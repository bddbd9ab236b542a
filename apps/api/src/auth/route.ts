import { findEmail, noteSecurityEvent, type SecurityEvent } from '@assay/services/account'
import { recordAcceptance, requireAcceptance } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import { requireSignUp } from '@assay/services/feature'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkPassword } from './check-password.ts'
import { type Auth, clientAddressHeader } from './index.ts'
import { refuseWeakPassword } from './passwords.ts'
import { mayMailReset, takeTry } from './tries.ts'

export const toHeaders = (request: FastifyRequest): Headers => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  headers.set(clientAddressHeader, request.ip)
  return headers
}

const readField = (body: unknown, field: string): string => {
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined
  return typeof value === 'string' ? value : ''
}

/** Where a secret is guessed at: a failure there counts against its address and its person. */
const isGuarded = (path: string): boolean =>
  path.startsWith('sign-in/') ||
  path.startsWith('two-factor/') ||
  path === 'change-password' ||
  path === 'passkey/verify-authentication'

const events: Record<string, SecurityEvent> = {
  'change-password': 'password.changed',
  'change-email': 'email.change_asked',
  'two-factor/disable': 'two_factor.disabled',
  'two-factor/generate-backup-codes': 'two_factor.codes_renewed',
  'passkey/verify-registration': 'passkey.added',
  'passkey/delete-passkey': 'passkey.removed',
}

/** Turned on by its first right code, which is the one that is given while signed in. */
const eventOf = (path: string): SecurityEvent | undefined =>
  path === 'two-factor/verify-totp' ? 'two_factor.enabled' : events[path]

/** Wrong secrets; everything else that is refused was no guess. */
const isWrongGuess = async (response: Response): Promise<boolean> => {
  if (response.status === 401) return true
  if (response.status !== 400) return false
  const body = await response
    .clone()
    .json()
    .catch(() => null)
  return readField(body, 'code') === 'INVALID_PASSWORD'
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Which legal texts are accepted is ours to know; the auth library is given the rest. */
const takeAccepted = (body: unknown): { accepted: string[]; rest: unknown } => {
  if (typeof body !== 'object' || body === null || !('accepted' in body)) return { accepted: [], rest: body }
  const { accepted, ...rest } = body
  return { accepted: Array.isArray(accepted) ? accepted.filter(isText) : [], rest }
}

const readUserId = async (response: Response): Promise<string | null> => {
  const { user } = (await response.clone().json()) as { user?: { id?: string } }
  return user?.id ?? null
}

const bodyOf = (path: string, body: unknown): string =>
  JSON.stringify(
    // Whoever knew the old password is signed out with it.
    path === 'change-password' ? { ...(body ?? {}), revokeOtherSessions: true } : (body ?? {}),
  )

const forward = (auth: Auth, request: FastifyRequest, path: string, headers: Headers): Promise<Response> =>
  auth.handle(
    new Request(new URL(request.url, `http://${request.headers.host ?? 'localhost'}`), {
      method: request.method,
      headers,
      ...(request.method === 'POST' ? { body: bodyOf(path, takeAccepted(request.body).rest) } : {}),
    }),
  )

/** The auth library's endpoints, with a limit on failed guesses, weak passwords refused and changes told by mail. */
export const registerAuth = (
  app: FastifyInstance,
  services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>,
  auth: Auth,
): void => {
  const answer = async (request: FastifyRequest, path: string): Promise<Response> => {
    const headers = toHeaders(request)
    headers.delete('content-length')
    // Browsers always name the origin of a POST, and the server compared it with the host before this route.
    // A program that names none sends no cookies of its own accord.
    if (!headers.has('origin')) headers.set('origin', `http://${request.headers.host ?? 'localhost'}`)
    const event = request.method === 'POST' ? eventOf(path) : undefined
    const user = event ? await auth.findUser(headers) : null
    const email = user ? await findEmail(services, user.id) : null
    if (user && path === 'change-email')
      await checkPassword(auth, {
        userId: user.id,
        password: readField(request.body, 'password'),
        address: request.ip,
      })
    const response = await forward(auth, request, path, headers)
    if (response.ok && event && user && email)
      await noteSecurityEvent(services, { userId: user.id, event, email })
    return response
  }

  /** Makes the account of whoever accepts what there is to accept, and keeps that they did. */
  const signUp = async (request: FastifyRequest, path: string): Promise<Response> => {
    const { accepted } = takeAccepted(request.body)
    const documentIds = await requireAcceptance(services, accepted)
    const response = await answer(request, path)
    const userId = response.ok ? await readUserId(response) : null
    if (userId !== null) await recordAcceptance(services, { userId, documentIds, address: request.ip })
    return response
  }

  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    // Room for an absurdly long password, so that it is refused by name.
    bodyLimit: 2 * 1024 ** 2,
    handler: async (request, reply) => {
      const path = new URL(request.url, 'http://localhost').pathname.replace('/api/auth/', '')
      const email = readField(request.body, 'email').trim().toLowerCase()
      // A second step names nobody; the cookie of its first one does.
      const person = email || (request.headers.cookie ?? request.ip)
      const taken = isGuarded(path) ? await takeTry(request.ip, person) : null
      const chosen = {
        'sign-up/email': 'password',
        'reset-password': 'newPassword',
        'change-password': 'newPassword',
      }[path]
      if (path === 'sign-up/email') await requireSignUp(services, email)
      if (chosen) refuseWeakPassword(readField(request.body, chosen))
      if (path === 'request-password-reset' && !(await mayMailReset(email)))
        return reply.send({ status: true })
      let isFailure = false
      let response: Response
      try {
        response = await (path === 'sign-up/email' ? signUp : answer)(request, path)
        isFailure = await isWrongGuess(response)
      } catch (error) {
        isFailure = error instanceof AssayError
        throw error
      } finally {
        if (!isFailure) await taken?.giveBack()
      }
      reply.status(response.status)
      for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
      const cookies = response.headers.getSetCookie()
      if (cookies.length > 0) reply.header('set-cookie', cookies)
      return reply.send(response.body ? await response.text() : null)
    },
  })
}
