import {
  compareTraffic,
  createDeployment,
  createDeploymentInput,
  deploy,
  deployInput,
  deploymentId,
  endCanary,
  getDeployment,
  getFigures,
  getFiguresInput,
  listDeployments,
  listDeploymentsInput,
  moveCanary,
  moveCanaryInput,
  promoteCanary,
  setShadow,
  setShadowInput,
  slaReport,
  startCanary,
  startCanaryInput,
  startDeployment,
  stopDeployment,
  updateDataHandling,
  updateDataHandlingInput,
} from '@assay/services/deployment'
import { z } from 'zod'
import { router, workspaceProcedure } from '../base.ts'

const cell = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()])
const tryOutInput = z.strictObject({
  id: z.string().max(64),
  input: z.union([
    z.strictObject({ b64: z.string().max(11_000_000) }),
    z.string().max(1_000_000),
    z.record(z.string().max(256), cell),
  ]),
})

export const deploymentRouter = router({
  list: workspaceProcedure
    .input(listDeploymentsInput)
    .query(({ ctx, input }) => listDeployments(ctx.verb, input)),
  get: workspaceProcedure.input(deploymentId).query(({ ctx, input }) => getDeployment(ctx.verb, input)),
  create: workspaceProcedure
    .input(createDeploymentInput)
    .mutation(({ ctx, input }) => createDeployment(ctx.verb, input)),
  deploy: workspaceProcedure.input(deployInput).mutation(({ ctx, input }) => deploy(ctx.verb, input)),
  updateDataHandling: workspaceProcedure
    .input(updateDataHandlingInput)
    .mutation(({ ctx, input }) => updateDataHandling(ctx.verb, input)),
  stop: workspaceProcedure.input(deploymentId).mutation(({ ctx, input }) => stopDeployment(ctx.verb, input)),
  start: workspaceProcedure
    .input(deploymentId)
    .mutation(({ ctx, input }) => startDeployment(ctx.verb, input)),
  traffic: workspaceProcedure.input(deploymentId).query(({ ctx, input }) => compareTraffic(ctx.verb, input)),
  figures: workspaceProcedure.input(getFiguresInput).query(({ ctx, input }) => getFigures(ctx.verb, input)),
  sla: workspaceProcedure.input(deploymentId).query(({ ctx, input }) => slaReport(ctx.verb, input)),
  startCanary: workspaceProcedure
    .input(startCanaryInput)
    .mutation(({ ctx, input }) => startCanary(ctx.verb, input)),
  moveCanary: workspaceProcedure
    .input(moveCanaryInput)
    .mutation(({ ctx, input }) => moveCanary(ctx.verb, input)),
  promoteCanary: workspaceProcedure
    .input(deploymentId)
    .mutation(({ ctx, input }) => promoteCanary(ctx.verb, input)),
  endCanary: workspaceProcedure.input(deploymentId).mutation(({ ctx, input }) => endCanary(ctx.verb, input)),
  setShadow: workspaceProcedure
    .input(setShadowInput)
    .mutation(({ ctx, input }) => setShadow(ctx.verb, input)),
  /** A call like any other, metered; the session stands in for the key. */
  tryOut: workspaceProcedure
    .input(tryOutInput)
    .mutation(({ ctx, input }) => ctx.gateway.tryOut(ctx.verb, ctx.requestId, input)),
})
