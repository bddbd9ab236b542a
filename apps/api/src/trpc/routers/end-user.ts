import {
  endUserStatement,
  endUserStatementInput,
  listEndUsers,
  listEndUsersInput,
  updateEndUser,
  updateEndUserInput,
} from '@assay/services/end-user'
import { router, workspaceProcedure } from '../base.ts'

export const endUserRouter = router({
  list: workspaceProcedure.input(listEndUsersInput).query(({ ctx, input }) => listEndUsers(ctx.verb, input)),
  update: workspaceProcedure
    .input(updateEndUserInput)
    .mutation(({ ctx, input }) => updateEndUser(ctx.verb, input)),
  statement: workspaceProcedure
    .input(endUserStatementInput)
    .query(({ ctx, input }) => endUserStatement(ctx.verb, input)),
})
