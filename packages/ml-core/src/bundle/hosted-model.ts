import type { InputProblem } from '../errors.ts'
import type { Attribution, Manifest, PredictionInput } from '../schema/index.ts'

/** A bundle that has been verified and is ready to answer. */
export interface HostedModel {
  readonly manifest: Manifest
  readonly labels: string[]
  /** Estimate of the memory it keeps. */
  readonly bytes: number
  /** What is wrong with an input, or null where it can be predicted. */
  check(input: unknown): InputProblem | null
  /** Row-major probabilities, inputs × classes. Throws `InputRefused` for an input that `check` refuses. */
  predict(inputs: readonly PredictionInput[]): Promise<Float32Array>
  /**
   * Parts of the input that speak for (+) or against (−) the label of that number, left out the most probable
   * one, strongest first.
   */
  explain(input: PredictionInput, label?: number): Promise<Attribution[]>
  dispose(): void
}
