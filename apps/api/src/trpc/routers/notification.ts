import { listMailChoices, setMailChoice, setMailChoiceInput } from '@assay/services/notification'
import { memberProcedure, router } from '../base.ts'

export const notificationRouter = router({
  list: memberProcedure.query(({ ctx }) => listMailChoices(ctx.verb)),
  set: memberProcedure.input(setMailChoiceInput).mutation(({ ctx, input }) => setMailChoice(ctx.verb, input)),
})
