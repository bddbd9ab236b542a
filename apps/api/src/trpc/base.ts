import type { ChangeFeed, Log } from '@assay/infra'
import {
  type Ctx,
  type OperatorCtx,
  refuseNul,
  type Services,
  type UserCtx,
  type WorkspaceCtx,
} from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import { recordViewAccess } from '@assay/services/tenant'
import { findAccess, readSuspension, refuseSuspended } from '@assay/services/workspace'
import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { ZodError } from 'zod'
import type { SignedIn } from '../auth/index.ts'
import type { Gateway } from '../gateway/index.ts'
import { trpcCodes } from './errors.ts'

/** One per request. */
export type RequestContext = {
  services: Services
  changes: ChangeFeed
  gateway: Gateway
  log: Log
  user: SignedIn | null
  /** Throws `forbidden` for a wrong password, and `rate_limited` for too many. */
  checkPassword(userId: string, password: string): Promise<void>
  /** As the client named it; trusted only after the membership check. */
  workspaceId: string | null
  requestId: string
  /** Where the request came from, as far as the trusted proxies tell. */
  address: string
}

const describeZod = (error: ZodError): { message: string; param: string | null } => {
  const [issue] = error.issues
  const param = issue?.path.join('.') || null
  return { message: param ? `${param}: ${issue?.message}` : (issue?.message ?? 'Invalid input'), param }
}

/** What a refusal tells the dashboard; everything else is masked. */
export const asAssay = (error: unknown): { code: string; message: string; param: string | null } | null => {
  if (error instanceof AssayError) return { code: error.code, message: error.message, param: error.param }
  if (error instanceof ZodError) {
    const { message, param } = describeZod(error)
    const code = message.includes('invalid_text') ? 'invalid_text' : 'invalid_request'
    return { code, message, param }
  }
  return null
}

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
  errorFormatter: ({ shape, error, ctx }) => {
    const assay = asAssay(error.cause)
    const masked = assay
      ? assay.message
      : error.code === 'INTERNAL_SERVER_ERROR'
        ? 'Something went wrong on our side.'
        : shape.message
    return {
      ...shape,
      message: masked,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        requestId: ctx?.requestId ?? null,
        assay,
      },
    }
  },
})

export const router = t.router

/** A refusal under the code that this door gives it; anything else as it is. */
export const translate = (cause: unknown): unknown => {
  if (cause instanceof AssayError)
    return new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause })
  if (cause instanceof ZodError)
    return new TRPCError({ code: 'BAD_REQUEST', message: describeZod(cause).message, cause })
  return cause
}

const translated = t.procedure.use(async ({ next, ctx, path, getRawInput }) => {
  try {
    refuseNul(await getRawInput())
  } catch (error) {
    throw translate(error)
  }
  const result = await next()
  if (result.ok) return result
  const { error } = result
  const refusal = translate(error.cause)
  if (refusal instanceof TRPCError) throw refusal
  if (error.code === 'INTERNAL_SERVER_ERROR')
    ctx.log.error({ err: error.cause ?? error, path, requestId: ctx.requestId }, 'procedure failed')
  throw error
})

/** Anyone, signed in or not. */
export const publicProcedure = translated

/** Someone signed in; `ctx.verb` is the context that verbs take. */
export const userProcedure = translated.use(({ ctx, next }) => {
  if (!ctx.user)
    throw new TRPCError({ code: 'UNAUTHORIZED', cause: new AssayError('unauthenticated', 'Sign in first.') })
  const verb: Ctx & UserCtx = {
    ...ctx.services,
    actor: { type: 'user', id: ctx.user.id },
    sessionId: ctx.user.sessionId,
  }
  return next({ ctx: { ...ctx, user: ctx.user, verb } })
})

const refuseWhereSuspended = async (services: Services, workspaceId: string): Promise<void> => {
  const suspension = await readSuspension(services, workspaceId)
  try {
    refuseSuspended(suspension)
  } catch (error) {
    throw translate(error)
  }
}

/** A member of the named workspace, also where it is stopped; a foreign workspace looks like one that does not exist. */
export const memberProcedure = userProcedure.use(async ({ ctx, next, type, path, getRawInput }) => {
  const refuse = () =>
    new TRPCError({
      code: 'NOT_FOUND',
      cause: new AssayError('not_found', 'No such workspace.', { param: 'x-workspace-id' }),
    })
  if (!ctx.workspaceId) throw refuse()
  const access = await findAccess(ctx.services, ctx.workspaceId, ctx.user).catch((error) => {
    throw translate(error)
  })
  if (!access) throw refuse()
  const { role, view } = access
  const verb: WorkspaceCtx = { ...ctx.verb, workspaceId: ctx.workspaceId, role }
  if (type === 'mutation' && view)
    throw translate(new AssayError('forbidden', 'You are in view-only mode: nothing can be changed.'))
  if (!view) return next({ ctx: { ...ctx, verb } })
  await recordViewAccess(verb, view, { procedure: path, input: await getRawInput() })
  return next({ ctx: { ...ctx, verb: { ...verb, until: view.expiresAt } } })
})

/** A member of a workspace that may change it: not while the workspace is stopped. */
export const workspaceProcedure = memberProcedure.use(async ({ ctx, next, type }) => {
  if (type === 'mutation') await refuseWhereSuspended(ctx.services, ctx.verb.workspaceId)
  return next({ ctx })
})

/** What only the owner of the account may do: the input's `password` is theirs. */
export const passwordChecked = t.middleware(async ({ ctx, next, getRawInput }) => {
  const raw = await getRawInput()
  const password = typeof raw === 'object' && raw !== null && 'password' in raw ? raw.password : null
  if (!ctx.user) throw translate(new AssayError('unauthenticated', 'Sign in first.'))
  try {
    await ctx.checkPassword(ctx.user.id, typeof password === 'string' ? password : '')
  } catch (error) {
    throw translate(error)
  }
  return next()
})

export const operatorProcedure = userProcedure.use(({ ctx, next }) => {
  if (!ctx.user.isOperator)
    throw new TRPCError({
      code: 'FORBIDDEN',
      cause: new AssayError('forbidden', 'Only the operator of this platform may do this.'),
    })
  const verb: OperatorCtx = { ...ctx.verb, isOperator: true }
  return next({ ctx: { ...ctx, verb } })
})
