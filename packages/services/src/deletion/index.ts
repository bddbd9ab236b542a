export {
  deleteAccount,
  deleteAccountInput,
  keepAccount,
  previewAccountDeletion,
} from './account-deletion.ts'
export { eraseAccount } from './erase-account.ts'
export { eraseWorkspace } from './erase-workspace.ts'
export { sweepDeletions } from './sweep.ts'
export {
  deleteWorkspace,
  deleteWorkspaceInput,
  keepWorkspace,
  previewWorkspaceDeletion,
} from './workspace-deletion.ts'
