export { auditFilter, listAudit, listAuditChoices, listAuditInput } from './audit-trail.ts'
export { createWorkspace, createWorkspaceInput } from './create.ts'
export { currentWorkspace, renameWorkspace, renameWorkspaceInput } from './current.ts'
export { exportAudit } from './export-audit.ts'
export { refuseSuspended } from './find-suspension.ts'
export {
  acceptInvitation,
  acceptInvitationInput,
  inviteInput,
  inviteMember,
  listInvitations,
  renewInvitation,
  renewInvitationInput,
  revokeInvitation,
  revokeInvitationInput,
} from './invitations.ts'
export { describeMe } from './me.ts'
export {
  listMembers,
  removeMember,
  removeMemberInput,
  setMemberRole,
  setRoleInput,
} from './members.ts'
export { findAccess, readSuspension, type WorkspaceView } from './membership.ts'
export { requireSecondFactor, requireSecondFactorInput } from './second-factor.ts'
export { transferOwnership, transferOwnershipInput } from './transfer.ts'
