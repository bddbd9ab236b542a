/** A table row: column → value, or null if unknown. */
export type Row = Record<string, string | number | boolean | null>
/** An image or audio file, as bytes, a file or base64. */
export type Media = Uint8Array | Blob | { b64: string }

/** The input and labels of a deployment; generate these with `assay-sdk types`. */
export type DeploymentShape = {
  input: string | Row | Media
  label: string
  /** `one`: each prediction has one label. `several`: each has any number of labels. */
  answers: 'one' | 'several'
}

/** Deployments by ID. Without generated types, any ID and any input are accepted. */
export type Deployments = Record<string, DeploymentShape>
export type AnyDeployment = Record<
  string,
  { input: string | Row | Media; label: string; answers: 'one' | 'several' }
>

export type LabelScore<Label extends string = string> = { label: Label; score: number }

/** What in the input counted for the label (weight above 0) or against it. */
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
  /** Null if the deployment abstains under its decision policy. */
  label: Label | null
  score: number
  abstained?: boolean
}

export type MultiPrediction<Label extends string = string> = Answered<Label> & {
  /** The labels that reach their thresholds, highest first. */
  labels: Label[]
}

/** For deployments without generated types, the fields of either kind. */
export type PredictionOf<Shape extends DeploymentShape> = Shape['answers'] extends 'one'
  ? Prediction<Shape['label']>
  : Shape['answers'] extends 'several'
    ? MultiPrediction<Shape['label']>
    : Prediction<Shape['label']> & Partial<MultiPrediction<Shape['label']>>

/** The response of `POST /v1/predict/{deployment}`. */
export type PredictResponse<Shape extends DeploymentShape = AnyDeployment[string]> = {
  id: string
  deployment: string
  model_version: string
  /** In the order of the inputs. */
  predictions: PredictionOf<Shape>[]
  usage: { predictions: number }
}

/** The response of `GET /v1/deployments/{deployment}`. */
export type DeploymentDescription = {
  id: string
  kind: 'text' | 'table' | 'image' | 'audio'
  answers: 'one' | 'several'
  labels: string[]
  /** The columns of a table row; empty for other kinds. */
  columns: { name: string; type: 'number' | 'boolean' | 'category' | 'date'; categories?: string[] }[]
  model_version: string
  version: number
}
