export { advanceSolution } from './advance.ts'
export {
  getSolutionRun,
  listSolutionExamples,
  listSolutionRuns,
  solutionExamplesInput,
  solutionRunId,
} from './read.ts'
export { startSolution, startSolutionInput } from './start.ts'
