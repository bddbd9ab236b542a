import type { ApiKeyKind, ApiKeyScope, MailKind, TakeoutState, WorkspaceRole } from '@assay/db'

export type Me = {
  user: {
    id: string
    name: string
    email: string
    isOperator: boolean
    twoFactor: boolean
    /** Which mails are written in; null: not told yet, so English. */
    language: string | null
    /** When the account goes for good; null: it stays. */
    eraseAt: Date | null
  }
  workspaces: {
    id: string
    name: string
    role: WorkspaceRole
    requiresSecondFactor: boolean
    eraseAt: Date | null
    /** An operator who looks at it for a while; null: a member. */
    view: { expiresAt: Date } | null
  }[]
}

export type SessionView = {
  id: string
  address: string | null
  userAgent: string | null
  startedAt: Date
  seenAt: Date
  /** The one that asks. */
  isThis: boolean
}

export type SignInMethods = {
  twoFactor: boolean
  passkeys: {
    id: string
    name: string | null
    /** Which make of authenticator it is, where it tells. */
    aaguid: string | null
    isSynced: boolean
    addedAt: Date
  }[]
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
  /** As it is called now; null: it is gone, or has no name. */
  subjectName: string | null
  detail: Record<string, unknown>
  actor: string
  actorType: 'user' | 'api_key' | 'system'
  at: Date
}

/** What the trail can be narrowed to. */
export type AuditChoices = { who: { id: string; name: string }[]; what: string[] }

export type WorkspaceDeletionPreview = {
  waitDays: number
  datasets: number
  models: number
  deployments: number
  keys: number
  members: number
  /** The plan that is paid for; null: none. */
  paidPlan: string | null
}

export type AccountDeletionPreview = {
  waitDays: number
  /** Workspaces that this person is the only owner of: each is handed over or deleted first. */
  ownedAlone: { id: string; name: string; members: number }[]
}

/** Of each kind of mail, whether it comes. */
export type MailChoices = { kind: MailKind; wanted: boolean }[]

export type TakeoutView = {
  id: string
  state: TakeoutState
  filesDone: number
  filesTotal: number | null
  bytes: number | null
  sha256: string | null
  error: string | null
  requestedBy: string | null
  createdAt: Date
  expiresAt: Date | null
}
