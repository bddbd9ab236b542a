import { getConnections, testConnection, testConnectionInput } from '@assay/services/platform'
import { operatorProcedure, router } from '../base.ts'

/** What concerns the installation as a whole; for its operator. */
export const platformRouter = router({
  connections: operatorProcedure.query(({ ctx }) => getConnections(ctx.verb)),
  testConnection: operatorProcedure
    .input(testConnectionInput)
    .mutation(({ ctx, input }) => testConnection(ctx.verb, input)),
})
