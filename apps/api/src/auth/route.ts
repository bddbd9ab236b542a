import { AssayError } from '@assay/services/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { type Auth, clientAddressHeader } from './index.ts'
import { refuseWeakPassword } from './passwords.ts'

/** Only failures count, so that people who know their password are never locked out by their own sign-ins. */
const failuresByAddress = new RateLimiterMemory({ points: 60, duration: 600 })
const failuresByEmail = new RateLimiterMemory({ points: 10, duration: 600 })

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

type Try = { giveBack(): Promise<void> }

/** Counted before the password is looked at, so that tries at once are not tried for free. */
const takeTry = async (address: string, email: string): Promise<Try> => {
  const refuse = () => {
    throw new AssayError('rate_limited', 'Too many failed sign-ins. Wait ten minutes and try again.', {
      retryAfterSeconds: 600,
    })
  }
  await failuresByAddress.consume(address).catch(refuse)
  await failuresByEmail.consume(email).catch(async () => {
    await failuresByAddress.reward(address)
    refuse()
  })
  return {
    giveBack: async () => {
      await Promise.all([failuresByAddress.reward(address), failuresByEmail.reward(email)])
    },
  }
}

/** The auth library's endpoints, with a limit on failed sign-ins and weak passwords refused. */
export const registerAuth = (app: FastifyInstance, auth: Auth): void => {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    // Room for an absurdly long password, so that it is refused by name.
    bodyLimit: 2 * 1024 ** 2,
    handler: async (request, reply) => {
      const headers = toHeaders(request)
      headers.delete('content-length')
      // Browsers always name the origin of a POST, and the server compared it with the host before this route.
      // A program that names none sends no cookies of its own accord.
      if (!headers.has('origin')) headers.set('origin', `http://${request.headers.host ?? 'localhost'}`)
      const signingIn = request.url.startsWith('/api/auth/sign-in/')
      const address = request.ip
      const email = readField(request.body, 'email').trim().toLowerCase()
      const taken = signingIn ? await takeTry(address, email) : null
      if (request.url.startsWith('/api/auth/sign-up/'))
        refuseWeakPassword(readField(request.body, 'password'))
      let isFailure = false
      let response: Response
      try {
        response = await auth.handle(
          new Request(new URL(request.url, `http://${request.headers.host ?? 'localhost'}`), {
            method: request.method,
            headers,
            ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
          }),
        )
        isFailure = response.status === 401
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
