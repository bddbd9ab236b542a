import { adTokenInput, countAdClicked, countAdSeen, nextAd } from '@assay/services/ad'
import { router, workspaceProcedure } from '../base.ts'

export const adRouter = router({
  next: workspaceProcedure.query(({ ctx }) => nextAd(ctx.verb)),
  seen: workspaceProcedure.input(adTokenInput).mutation(({ ctx, input }) => countAdSeen(ctx.verb, input)),
  clicked: workspaceProcedure
    .input(adTokenInput)
    .mutation(({ ctx, input }) => countAdClicked(ctx.verb, input)),
})
