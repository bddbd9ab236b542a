import {
  cancelTraining,
  compressModelVersion,
  compressModelVersionInput,
  getTraining,
  listTrainings,
  listTrainingsInput,
  startTraining,
  startTrainingInput,
  trainingId,
} from '@assay/services/training'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

const finished = new Set(['succeeded', 'failed', 'cancelled'])

export const trainingRouter = router({
  start: workspaceProcedure
    .input(startTrainingInput)
    .mutation(({ ctx, input }) => startTraining(ctx.verb, input)),
  compress: workspaceProcedure
    .input(compressModelVersionInput)
    .mutation(({ ctx, input }) => compressModelVersion(ctx.verb, input)),
  cancel: workspaceProcedure.input(trainingId).mutation(({ ctx, input }) => cancelTraining(ctx.verb, input)),
  get: workspaceProcedure.input(trainingId).query(({ ctx, input }) => getTraining(ctx.verb, input)),
  list: workspaceProcedure
    .input(listTrainingsInput)
    .query(({ ctx, input }) => listTrainings(ctx.verb, input)),
  onProgress: workspaceProcedure.input(trainingId).subscription(({ ctx, input, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'training_job' && notice.id === input.id,
      () => getTraining(ctx.verb, input),
      (job) => finished.has(job.status),
    ),
  ),
})
