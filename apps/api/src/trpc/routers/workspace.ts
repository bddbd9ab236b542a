import {
  createApiKey,
  createApiKeyInput,
  listApiKeys,
  revokeApiKey,
  revokeApiKeyInput,
  rotateApiKey,
  rotateApiKeyInput,
  updateApiKey,
  updateApiKeyInput,
} from '@assay/services/api-key'
import {
  deleteWorkspace,
  deleteWorkspaceInput,
  keepWorkspace,
  previewWorkspaceDeletion,
} from '@assay/services/deletion'
import {
  acceptInvitation,
  acceptInvitationInput,
  createWorkspace,
  createWorkspaceInput,
  currentWorkspace,
  describeMe,
  inviteInput,
  inviteMember,
  listAudit,
  listAuditChoices,
  listAuditInput,
  listInvitations,
  listMembers,
  removeMember,
  removeMemberInput,
  renameWorkspace,
  renameWorkspaceInput,
  renewInvitation,
  renewInvitationInput,
  requireSecondFactor,
  requireSecondFactorInput,
  revokeInvitation,
  revokeInvitationInput,
  setMemberRole,
  setRoleInput,
  transferOwnership,
  transferOwnershipInput,
} from '@assay/services/workspace'
import {
  memberProcedure,
  passwordChecked,
  publicProcedure,
  router,
  userProcedure,
  workspaceProcedure,
} from '../base.ts'

export const meRouter = router({
  get: publicProcedure.query(({ ctx }) => (ctx.user ? describeMe(ctx.services, ctx.user.id) : null)),
})

export const workspaceRouter = router({
  create: userProcedure
    .input(createWorkspaceInput)
    .mutation(({ ctx, input }) => createWorkspace(ctx.verb, input)),
  current: workspaceProcedure.query(({ ctx }) => currentWorkspace(ctx.verb)),
  rename: workspaceProcedure
    .input(renameWorkspaceInput)
    .mutation(({ ctx, input }) => renameWorkspace(ctx.verb, input)),
  deletionPreview: memberProcedure.query(({ ctx }) => previewWorkspaceDeletion(ctx.verb)),
  delete: memberProcedure
    .use(passwordChecked)
    .input(deleteWorkspaceInput)
    .mutation(({ ctx, input }) => deleteWorkspace(ctx.verb, input)),
  keep: memberProcedure.mutation(({ ctx }) => keepWorkspace(ctx.verb)),
  requireSecondFactor: workspaceProcedure
    .input(requireSecondFactorInput)
    .mutation(({ ctx, input }) => requireSecondFactor(ctx.verb, input)),
})

export const memberRouter = router({
  list: workspaceProcedure.query(({ ctx }) => listMembers(ctx.verb)),
  setRole: workspaceProcedure
    .input(setRoleInput)
    .mutation(({ ctx, input }) => setMemberRole(ctx.verb, input)),
  remove: workspaceProcedure
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(ctx.verb, input)),
  transferOwnership: workspaceProcedure
    .input(transferOwnershipInput)
    .mutation(({ ctx, input }) => transferOwnership(ctx.verb, input)),
})

export const invitationRouter = router({
  list: workspaceProcedure.query(({ ctx }) => listInvitations(ctx.verb)),
  create: workspaceProcedure.input(inviteInput).mutation(({ ctx, input }) => inviteMember(ctx.verb, input)),
  renew: workspaceProcedure
    .input(renewInvitationInput)
    .mutation(({ ctx, input }) => renewInvitation(ctx.verb, input)),
  revoke: workspaceProcedure
    .input(revokeInvitationInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.verb, input)),
  accept: userProcedure
    .input(acceptInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.verb, input)),
})

export const apiKeyRouter = router({
  list: workspaceProcedure.query(({ ctx }) => listApiKeys(ctx.verb)),
  create: workspaceProcedure
    .input(createApiKeyInput)
    .mutation(({ ctx, input }) => createApiKey(ctx.verb, input)),
  update: workspaceProcedure
    .input(updateApiKeyInput)
    .mutation(({ ctx, input }) => updateApiKey(ctx.verb, input)),
  rotate: workspaceProcedure
    .input(rotateApiKeyInput)
    .mutation(({ ctx, input }) => rotateApiKey(ctx.verb, input)),
  revoke: workspaceProcedure
    .input(revokeApiKeyInput)
    .mutation(({ ctx, input }) => revokeApiKey(ctx.verb, input)),
})

export const auditRouter = router({
  list: workspaceProcedure.input(listAuditInput).query(({ ctx, input }) => listAudit(ctx.verb, input)),
  choices: workspaceProcedure.query(({ ctx }) => listAuditChoices(ctx.verb)),
})
