import type { StripeGateway } from '@assay/billing/stripe'
import { type Databases, type Tx, type WorkspaceRole, withWorkspace } from '@assay/db'
import { AssayError } from '../errors/index.ts'
import type { ObjectStore } from './ports.ts'

export type Actor =
  | { type: 'user'; id: string }
  | { type: 'api_key'; id: string }
  | { type: 'system'; id: null }

/** What every verb is given; built once in `server.ts` and `main.ts`. */
export type Services = {
  dbs: Databases
  store: ObjectStore
  stripe: StripeGateway
  now: () => Date
  /** The address people see, without a trailing slash. */
  publicUrl: string
  /** How long what is to be deleted waits, in which it can be taken back; left out: 14. */
  deletionWaitDays?: number
  /** Webhooks may go to this machine, over http too: for development and tests alone. */
  allowLoopbackWebhooks?: boolean
  /** What the environment set, for the operator to read. */
  inForce?: InForce
}

/** Addresses and keys as they may be shown: without what is secret in them. */
export type InForce = {
  database: string
  objectStore: string
  stripeKey: string
  /** Those that this version of the code brings along; null where they are not at hand. */
  migrations: number | null
}

export type Ctx = Services & { actor: Actor }
/** Someone who is signed in, about their own account. */
export type UserCtx = Services & { actor: { type: 'user'; id: string }; sessionId: string }
/** Someone acting within one workspace; the id never comes from an input. */
export type WorkspaceCtx = Ctx & {
  workspaceId: string
  role: WorkspaceRole
  /** When a look at somebody else's workspace is over. */
  until?: Date
}
export type OperatorCtx = Ctx & { isOperator: true }

const rank: Record<WorkspaceRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 }

export const requireRole = (ctx: WorkspaceCtx, least: WorkspaceRole): void => {
  if (rank[ctx.role] < rank[least])
    throw new AssayError(
      'forbidden',
      `This needs the role ${least}; yours in this workspace is ${ctx.role}. Ask an owner to change it.`,
    )
}

/** One transaction within the context's workspace, for someone of at least the role `least`. */
export const inWorkspace = <T>(
  ctx: WorkspaceCtx,
  least: WorkspaceRole,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => {
  requireRole(ctx, least)
  if (ctx.until && ctx.until <= ctx.now())
    throw new AssayError('not_found', 'No such workspace.', { param: 'x-workspace-id' })
  return withWorkspace(ctx.dbs.app, ctx.workspaceId, work)
}

/** The system's own context within a workspace, for jobs. */
export const asSystem = (services: Services, workspaceId: string): WorkspaceCtx => ({
  ...services,
  actor: { type: 'system', id: null },
  workspaceId,
  role: 'owner',
})
