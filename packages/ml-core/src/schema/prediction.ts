/** A value of one table cell as a caller sends it. */
export type CellValue = string | number | boolean | null
export type TableRow = Record<string, CellValue>
/** An input as a caller sends it: a text, a table row, or a file as `{ b64 }`. */
export type SentInput = string | TableRow
/** An input as a model takes it; of an image its pixels, of a sound its samples, in the shape that the manifest names. */
export type PredictionInput = string | TableRow | Uint8Array | Int16Array

export type LabelScore = { label: string; score: number }
/**
 * `scores` hold every class, sorted downwards, and sum to 1. Under a decision policy `label` may be another than the
 * most probable one, and null where the answer is withheld; `abstained` then says which. `score` is the label's.
 */
export type Prediction = { label: string | null; score: number; scores: LabelScore[]; abstained?: boolean }

/**
 * Where an answer has any number of labels: those that reach their thresholds, the most probable first. `scores`
 * hold every label, sorted downwards; each stands for itself, and they do not sum to 1.
 */
export type MultiPrediction = { labels: string[]; scores: LabelScore[] }

/** The part of an explanation that speaks for (+) or against (−) the predicted label. */
export type Attribution = {
  feature: string
  weight: number
  /** Texts: the token's place. Sounds: the stretch, in seconds. */
  start?: number
  end?: number
  /** Images: the region, as shares of width and height from the top left; sounds: of time and mel bands, highest first. */
  box?: { x: number; y: number; width: number; height: number }
}
