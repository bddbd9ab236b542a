/** Every way in which training or hosting refuses, as a closed union. */
export type MlErrorCode =
  | 'training_cancelled'
  | 'training_diverged'
  | 'artifact_corrupt'
  | 'dataset_unusable'
  | 'backend_unavailable'
  | 'export_impossible'
  | InputProblemCode

export type InputProblemCode =
  | 'input_type'
  | 'input_not_finite'
  | 'column_missing'
  | 'column_unknown'
  | 'column_type'

/** What is wrong with one input of a prediction; `param` is the column, or null for the input as a whole. */
export interface InputProblem {
  code: InputProblemCode
  message: string
  param: string | null
}

export class MlError extends Error {
  readonly code: MlErrorCode

  constructor(code: MlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MlError'
    this.code = code
  }
}

export class TrainingCancelled extends MlError {
  constructor() {
    super('training_cancelled', 'Training was cancelled.')
    this.name = 'TrainingCancelled'
  }
}

export class TrainingDiverged extends MlError {
  constructor(message: string) {
    super('training_diverged', message)
    this.name = 'TrainingDiverged'
  }
}

export class ArtifactCorrupt extends MlError {
  constructor(message: string, options?: ErrorOptions) {
    super('artifact_corrupt', message, options)
    this.name = 'ArtifactCorrupt'
  }
}

export class DatasetUnusable extends MlError {
  constructor(message: string) {
    super('dataset_unusable', message)
    this.name = 'DatasetUnusable'
  }
}

export class InputRefused extends MlError {
  readonly param: string | null

  constructor(problem: InputProblem) {
    super(problem.code, problem.message)
    this.name = 'InputRefused'
    this.param = problem.param
  }
}
