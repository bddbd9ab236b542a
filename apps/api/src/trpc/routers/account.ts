import {
  endOtherSessions,
  endSession,
  endSessionInput,
  listSessions,
  readSignInMethods,
  renameAccount,
  renameAccountInput,
} from '@assay/services/account'
import { router, userProcedure } from '../base.ts'

export const accountRouter = router({
  rename: userProcedure
    .input(renameAccountInput)
    .mutation(({ ctx, input }) => renameAccount(ctx.verb, input)),
  signInMethods: userProcedure.query(({ ctx }) => readSignInMethods(ctx.verb)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.verb)),
  endSession: userProcedure.input(endSessionInput).mutation(({ ctx, input }) => endSession(ctx.verb, input)),
  endOtherSessions: userProcedure.mutation(({ ctx }) => endOtherSessions(ctx.verb)),
})
