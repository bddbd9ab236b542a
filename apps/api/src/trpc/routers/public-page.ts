import {
  getPublicPage,
  publicPageInput,
  setPublicPage,
  setPublicPageInput,
} from '@assay/services/public-page'
import { router, workspaceProcedure } from '../base.ts'

export const publicPageRouter = router({
  get: workspaceProcedure.input(publicPageInput).query(({ ctx, input }) => getPublicPage(ctx.verb, input)),
  set: workspaceProcedure
    .input(setPublicPageInput)
    .mutation(({ ctx, input }) => setPublicPage(ctx.verb, input)),
})
