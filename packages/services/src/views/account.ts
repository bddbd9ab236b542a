import type { ApiKeyKind, ApiKeyScope, WorkspaceRole } from '@assay/db'

export type Me = {
  user: { id: string; name: string; email: string; isOperator: boolean }
  workspaces: { id: string; name: string; role: WorkspaceRole }[]
}

export type MemberView = { userId: string; name: string; email: string; role: WorkspaceRole; joinedAt: Date }

export type InvitationView = {
  id: string
  email: string
  role: WorkspaceRole
  expiresAt: Date
  createdAt: Date
}

export type ApiKeyView = {
  id: string
  name: string
  prefix: string
  kind: ApiKeyKind
  deploymentId: string | null
  scopes: ApiKeyScope[]
  expiresAt: Date | null
  allowedIps: string[]
  allowedOrigins: string[]
  /** Null: the plan's rate. */
  requestsPerSecond: number | null
  /** Minor units, and what of it is spent in the running period (exact); null: no cap of its own. */
  spendCap: { limitMinor: string; currency: string; spent: string } | null
  /** The key that took its place. */
  successorId: string | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** The key itself is shown this once. */
export type NewApiKey = { id: string; key: string; prefix: string }

export type AuditView = {
  id: string
  action: string
  subjectType: string
  subjectId: string
  actor: string
  at: Date
}
