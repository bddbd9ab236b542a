import { listTakeouts, startTakeout } from '@assay/services/takeout'
import { memberProcedure, router } from '../base.ts'

/** Also for a workspace that waits for its deletion: its people take their things along. */
export const takeoutRouter = router({
  list: memberProcedure.query(({ ctx }) => listTakeouts(ctx.verb)),
  start: memberProcedure.mutation(({ ctx }) => startTakeout(ctx.verb)),
})
