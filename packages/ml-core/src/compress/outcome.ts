import type { Compression, CompressionOutcome } from '../schema/compression.ts'
import type { Evaluation } from '../schema/index.ts'
import type { Choice } from '../training/choice.ts'
import type { TrainModelInput } from '../training/train-model.ts'
import { timePredictions } from './time-predictions.ts'

/** The version beside what it was made from: a student, which is measured last, joins those that were tried before. */
export async function outcomeOf(
  { test, now }: TrainModelInput,
  compression: Compression,
  { own, bytes, others }: NonNullable<Choice['compressed']>,
  { accuracy, macroF1, logLoss }: Evaluation,
): Promise<CompressionOutcome> {
  if (own.method !== 'distilled') return { ...compression, variants: others }
  const microseconds = await timePredictions(own.family, own.files, test, now)
  const student = { method: own.method, bytes, microseconds, accuracy, macroF1, logLoss }
  return { ...compression, variants: [...others, student] }
}
