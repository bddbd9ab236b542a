import {
  getDrift,
  getDriftInput,
  measureDriftNow,
  measureDriftNowInput,
  updateDrift,
  updateDriftInput,
} from '@assay/services/drift'
import { router, workspaceProcedure } from '../base.ts'

export const driftRouter = router({
  get: workspaceProcedure.input(getDriftInput).query(({ ctx, input }) => getDrift(ctx.verb, input)),
  update: workspaceProcedure
    .input(updateDriftInput)
    .mutation(({ ctx, input }) => updateDrift(ctx.verb, input)),
  measureNow: workspaceProcedure
    .input(measureDriftNowInput)
    .mutation(({ ctx, input }) => measureDriftNow(ctx.verb, input)),
})
