import {
  deploymentStatusInput,
  readDeploymentStatus,
  readPlatformStatus,
  setPublicStatus,
  setPublicStatusInput,
} from '@assay/services/status'
import { publicProcedure, router, workspaceProcedure } from '../base.ts'

export const statusRouter = router({
  platform: publicProcedure.query(({ ctx }) => readPlatformStatus(ctx.services)),
  deployment: publicProcedure
    .input(deploymentStatusInput)
    .query(({ ctx, input }) => readDeploymentStatus(ctx.services, input)),
  publish: workspaceProcedure
    .input(setPublicStatusInput)
    .mutation(({ ctx, input }) => setPublicStatus(ctx.verb, input)),
})
