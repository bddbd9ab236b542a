import {
  getSolutionRun,
  listSolutionExamples,
  listSolutionRuns,
  solutionExamplesInput,
  solutionRunId,
  startSolution,
  startSolutionInput,
} from '@assay/services/solution'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

/** What a run's steps are told by. */
const topics = new Set(['solution', 'dataset_version', 'training_job'])

export const solutionRouter = router({
  start: workspaceProcedure
    .input(startSolutionInput)
    .mutation(({ ctx, input }) => startSolution(ctx.verb, input)),
  list: workspaceProcedure.query(({ ctx }) => listSolutionRuns(ctx.verb)),
  get: workspaceProcedure.input(solutionRunId).query(({ ctx, input }) => getSolutionRun(ctx.verb, input)),
  examples: workspaceProcedure
    .input(solutionExamplesInput)
    .query(({ ctx, input }) => listSolutionExamples(ctx.verb, input)),
  onRun: workspaceProcedure.input(solutionRunId).subscription(({ ctx, input, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) =>
        'workspaceId' in notice && notice.workspaceId === ctx.verb.workspaceId && topics.has(notice.topic),
      () => getSolutionRun(ctx.verb, input),
      ({ status }) => status !== 'running',
    ),
  ),
})
