import type { WorkspaceRole } from '@assay/db'

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
  deploymentId: string | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export type AuditView = {
  id: string
  action: string
  subjectType: string
  subjectId: string
  actor: string
  at: Date
}
