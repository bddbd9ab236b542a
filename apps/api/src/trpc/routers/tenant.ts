import {
  addTenantNote,
  addTenantNoteInput,
  endView,
  getTenant,
  listTenantNotes,
  listTenants,
  listTenantsInput,
  reactivateTenant,
  removeTenantNote,
  startView,
  startViewInput,
  suspendTenant,
  suspendTenantInput,
  tenantInput,
  tenantNoteIdInput,
} from '@assay/services/tenant'
import { operatorProcedure, router } from '../base.ts'

/** The workspaces, as whoever runs the platform sees and stops them. */
export const tenantRouter = router({
  list: operatorProcedure.input(listTenantsInput).query(({ ctx, input }) => listTenants(ctx.verb, input)),
  get: operatorProcedure.input(tenantInput).query(({ ctx, input }) => getTenant(ctx.verb, input)),
  notes: operatorProcedure.input(tenantInput).query(({ ctx, input }) => listTenantNotes(ctx.verb, input)),
  addNote: operatorProcedure
    .input(addTenantNoteInput)
    .mutation(({ ctx, input }) => addTenantNote(ctx.verb, input)),
  removeNote: operatorProcedure
    .input(tenantNoteIdInput)
    .mutation(({ ctx, input }) => removeTenantNote(ctx.verb, input)),
  suspend: operatorProcedure
    .input(suspendTenantInput)
    .mutation(({ ctx, input }) => suspendTenant(ctx.verb, input)),
  reactivate: operatorProcedure
    .input(tenantInput)
    .mutation(({ ctx, input }) => reactivateTenant(ctx.verb, input)),
  startView: operatorProcedure.input(startViewInput).mutation(({ ctx, input }) => startView(ctx.verb, input)),
  endView: operatorProcedure.input(tenantInput).mutation(({ ctx, input }) => endView(ctx.verb, input)),
})
