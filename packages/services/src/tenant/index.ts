export { getTenant } from './get.ts'
export { listTenants, listTenantsInput } from './list.ts'
export { tenantInput } from './lookup.ts'
export {
  addTenantNote,
  addTenantNoteInput,
  listTenantNotes,
  removeTenantNote,
  tenantNoteIdInput,
} from './notes.ts'
export { reactivateTenant, suspendTenant, suspendTenantInput } from './suspend.ts'
export { endView, recordViewAccess, startView, startViewInput } from './view-as.ts'
