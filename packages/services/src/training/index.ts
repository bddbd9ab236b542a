export { cancelTraining, trainingId } from './cancel.ts'
export { compressModelVersion, compressModelVersionInput } from './compress.ts'
export {
  claimTraining,
  completeTraining,
  endTraining,
  isCancelled,
  reportTrainingProgress,
  type TrainingClaim,
} from './job.ts'
export { getTraining, listTrainings, listTrainingsInput } from './read.ts'
export { startTraining, startTrainingInput } from './start.ts'
