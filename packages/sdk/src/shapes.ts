/** A table row: column → value, null where it is unknown. */
export type Row = Record<string, string | number | boolean | null>
/** The bytes of an image or a sound, as a file or as base64. */
export type Media = Uint8Array | Blob | { b64: string }

/** What a deployment takes and answers; `assay-sdk types` writes one for each of yours. */
export type DeploymentShape = {
  input: string | Row | Media
  label: string
  /** `one`: each answer is a label; `several`: any number of labels. */
  answers: 'one' | 'several'
}

/** Deployments by id. Without generated types any id is taken, with any input. */
export type Deployments = Record<string, DeploymentShape>
export type AnyDeployment = Record<
  string,
  { input: string | Row | Media; label: string; answers: 'one' | 'several' }
>

export type LabelScore<Label extends string = string> = { label: Label; score: number }

/** What in an input spoke for the label (weight above 0) or against it. */
export type Attribution = {
  feature: string
  weight: number
  start?: number
  end?: number
  box?: { x: number; y: number; width: number; height: number }
}

type Answered<Label extends string> = {
  id: string
  /** Highest first. */
  scores: LabelScore<Label>[]
  explanation?: Attribution[]
}

export type Prediction<Label extends string = string> = Answered<Label> & {
  /** Null where the deployment's policy withholds the answer. */
  label: Label | null
  score: number
  abstained?: boolean
}

export type MultiPrediction<Label extends string = string> = Answered<Label> & {
  /** Those that reach their thresholds, highest first. */
  labels: Label[]
}

/** Of a deployment whose kind is not known in advance, either. */
export type PredictionOf<Shape extends DeploymentShape> = Shape['answers'] extends 'one'
  ? Prediction<Shape['label']>
  : Shape['answers'] extends 'several'
    ? MultiPrediction<Shape['label']>
    : Prediction<Shape['label']> & Partial<MultiPrediction<Shape['label']>>

/** One answer of `POST /v1/predict/{deployment}`. */
export type PredictResponse<Shape extends DeploymentShape = AnyDeployment[string]> = {
  id: string
  deployment: string
  model_version: string
  /** In the order of the inputs. */
  predictions: PredictionOf<Shape>[]
  usage: { predictions: number }
}

/** What `GET /v1/deployments/{deployment}` tells. */
export type DeploymentDescription = {
  id: string
  kind: 'text' | 'table' | 'image' | 'audio'
  answers: 'one' | 'several'
  labels: string[]
  /** What a row of a table holds; empty for the other kinds. */
  columns: { name: string; type: 'number' | 'boolean' | 'category' | 'date'; categories?: string[] }[]
  model_version: string
  version: number
}
