import type { Attribution, CellValue, Family } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'

/**
 * What a fit leaves behind and a bundle brings back: it answers, and never changes. `Input` is a text, the
 * cells of a table row in column order, or an image's pixels.
 */
export interface Model<Input> {
  readonly family: Family
  readonly classes: number
  /** Estimate of the memory it keeps. */
  readonly bytes: number
  /** Writes one probability per class to `out[at …]`. */
  predictInto(input: Input, out: Float32Array, at: number): void
  /** What speaks for and against class `label`, strongest first. */
  explain(input: Input, label: number): Attribution[]
  save(): BundleFiles
}

export type TextModel = Model<string>
export type ImageModel = Model<Uint8Array>
export type TableModel = Model<readonly CellValue[]>
