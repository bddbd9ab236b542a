import type { OfflineModel } from './predict-offline.ts'

/** The featurizer module of an ONNX export (`featurizer.mjs`). */
export type ExportedFeaturizer = {
  labels: readonly string[]
  thresholds: readonly number[] | null
  /** Files of the export that `open` needs. */
  files: readonly string[]
  open(files: Record<string, Uint8Array>): (input: unknown) => Record<string, Shaped>
}

type Shaped = { values: ArrayLike<number> | ArrayLike<bigint>; shape: readonly number[] }
type Tensor = { data: unknown }
type Session = { run(feeds: Record<string, never>): Promise<Record<string, Tensor>> }

/** `onnxruntime-node`, `onnxruntime-web`, or a compatible package. */
export type OnnxRuntime = {
  InferenceSession: { create(model: Uint8Array): Promise<Session> }
  Tensor: new (values: never, shape: readonly number[]) => object
}

export type OnnxOptions = {
  /** `await import('./model/featurizer.mjs')`. */
  featurizer: ExportedFeaturizer
  /** Reads a file of the export by name. */
  read(name: string): Promise<Uint8Array> | Uint8Array
  /** Defaults to whichever of `onnxruntime-node` and `onnxruntime-web` is installed, in that order. */
  runtime?: OnnxRuntime
}

const packages = ['onnxruntime-node', 'onnxruntime-web']

const findRuntime = async (): Promise<OnnxRuntime> => {
  for (const name of packages) {
    // Named in a variable: a bundler must not ask for a package that need not be there.
    const found = await import(/* @vite-ignore */ /* webpackIgnore: true */ name).catch(() => null)
    if (found) return (found.default ?? found) as OnnxRuntime
  }
  throw new TypeError(
    'ONNX Runtime is not installed. Install onnxruntime-node (or onnxruntime-web), or pass one as `runtime`.',
  )
}

/** A model from the files of an ONNX export, run by ONNX Runtime. */
export const fromOnnx = async ({ featurizer, read, runtime }: OnnxOptions): Promise<OfflineModel> => {
  const { InferenceSession, Tensor } = runtime ?? (await findRuntime())
  const contents = await Promise.all(
    featurizer.files.map(async (name): Promise<[string, Uint8Array]> => [name, await read(name)]),
  )
  const encode = featurizer.open(Object.fromEntries(contents))
  const session = await InferenceSession.create(await read('model.onnx'))
  const { labels, thresholds } = featurizer
  return {
    labels,
    ...(thresholds && { thresholds }),
    probabilities: async (input) => {
      // The kind of array says of what type a tensor is.
      const feeds = Object.fromEntries(
        Object.entries(encode(input)).map(([name, { values, shape }]) => [
          name,
          new Tensor(values as never, shape) as never,
        ]),
      )
      const { probabilities } = await session.run(feeds)
      // The one output of an export: 32-bit floats, one row here.
      return probabilities?.data as Float32Array
    },
  }
}
