import type { PortableModel } from '../export/portable-model.ts'
import type { Attribution, CellValue, Family } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'

export type Awaitable<T> = T | Promise<T>

interface Fitted<Input> {
  readonly family: Family
  readonly classes: number
  /** Estimate of the memory it keeps. */
  readonly bytes: number
  save(): BundleFiles
  /** For running it elsewhere; left out by models that only run here. */
  portable?(): PortableModel<Input>
}

/**
 * What a fit leaves behind and a bundle brings back: it answers, and never changes. `Input` is a text, the
 * cells of a table row in column order, an image's pixels, or a clip's samples.
 */
export interface Model<Input> extends Fitted<Input> {
  /** Writes one probability per class to `out[at …]`. */
  predictInto(input: Input, out: Float32Array, at: number): void
  /** What speaks for and against class `label`, strongest first. */
  explain(input: Input, label: number): Attribution[]
}

/** A model whose engine answers later and gains from batches, such as a net in ONNX Runtime. */
export interface EngineModel<Input> extends Fitted<Input> {
  /** Writes inputs × classes probabilities to `out`; the model splits what is too much for one run. */
  predictMany(inputs: readonly Input[], out: Float32Array): Promise<void>
  explain(input: Input, label: number): Promise<Attribution[]>
  /** Frees what the engine holds outside of JavaScript's memory. */
  dispose(): void
}

export type EitherModel<Input> = Model<Input> | EngineModel<Input>

/** Models by the kind of data that they read. */
export interface ModelOfKind {
  text: EitherModel<string>
  table: EitherModel<readonly CellValue[]>
  image: EitherModel<Uint8Array>
  audio: EitherModel<Int16Array>
}

export type TextModel = Model<string>
export type ImageModel = Model<Uint8Array>
export type AudioModel = Model<Int16Array>
export type TableModel = Model<readonly CellValue[]>

/** Probabilities of all inputs, inputs × classes; at once where the model can. */
export function predictInputs<Input>(
  model: EitherModel<Input>,
  inputs: readonly Input[],
  out: Float32Array,
): Awaitable<void> {
  if ('predictMany' in model) return model.predictMany(inputs, out)
  const { classes } = model
  for (let i = 0; i < inputs.length; i++) model.predictInto(inputs[i], out, i * classes)
}
