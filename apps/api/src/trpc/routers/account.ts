import {
  endOtherSessions,
  endSession,
  endSessionInput,
  listSessions,
  readPersonalData,
  readSignInMethods,
  renameAccount,
  renameAccountInput,
  setLanguage,
  setLanguageInput,
} from '@assay/services/account'
import {
  deleteAccount,
  deleteAccountInput,
  keepAccount,
  previewAccountDeletion,
} from '@assay/services/deletion'
import { passwordChecked, router, userProcedure } from '../base.ts'

export const accountRouter = router({
  rename: userProcedure
    .input(renameAccountInput)
    .mutation(({ ctx, input }) => renameAccount(ctx.verb, input)),
  setLanguage: userProcedure
    .input(setLanguageInput)
    .mutation(({ ctx, input }) => setLanguage(ctx.verb, input)),
  signInMethods: userProcedure.query(({ ctx }) => readSignInMethods(ctx.verb)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.verb)),
  endSession: userProcedure.input(endSessionInput).mutation(({ ctx, input }) => endSession(ctx.verb, input)),
  personalData: userProcedure.query(({ ctx }) => readPersonalData(ctx.verb)),
  deletionPreview: userProcedure.query(({ ctx }) => previewAccountDeletion(ctx.verb)),
  delete: userProcedure
    .use(passwordChecked)
    .input(deleteAccountInput)
    .mutation(({ ctx, input }) => deleteAccount(ctx.verb, input)),
  keep: userProcedure.mutation(({ ctx }) => keepAccount(ctx.verb)),
  endOtherSessions: userProcedure.mutation(({ ctx }) => endOtherSessions(ctx.verb)),
})
