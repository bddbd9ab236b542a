import { z } from 'zod'
import { ArtifactCorrupt } from '../errors.ts'
import { shapeSize } from '../nets/weights.ts'
import type { PretrainedFiles } from '../pretrained/pretrained.ts'

/** The part of a tensorflow.js model that says where its weights lie. */
const modelSchema = z.object({
  weightsManifest: z.array(
    z.object({
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int()), dtype: z.string() })),
    }),
  ),
})

export interface Matrix {
  values: Float32Array
  /** Inputs × outputs. */
  shape: readonly [number, number]
}

export interface Dense {
  kernel: Matrix
  bias: Float32Array
}

export interface Norm {
  scale: Float32Array
  shift: Float32Array
}

/** One layer of the transformer; `residual` fits its input to its width where they differ. */
export interface EncoderLayer {
  before: Norm
  attention: Dense
  combine: Dense
  residual: Dense | null
  middle: Norm
  expand: Dense
  contract: Dense
}

export interface EncoderWeights {
  embedding: Matrix
  /** Angular frequencies of the timing signal. */
  frequencies: Float32Array
  layers: EncoderLayer[]
  output: Dense
}

const transformer = 'Encoder_en/KonaTransformer/Encode'
const applied = `module_apply_default/${transformer}`
const stack = `${applied}/TransformerStack`

/** The weights of the Universal Sentence Encoder lite, as tensorflow.js stores it; throws `ArtifactCorrupt`. */
export function readEncoderWeights(files: PretrainedFiles): EncoderWeights {
  const tensors = readTensors(files)
  const vector = (name: string): Float32Array => tensorOf(tensors, name).values
  const matrix = (name: string): Matrix => {
    const { values, shape } = tensorOf(tensors, name)
    const outputs = shape[shape.length - 1]
    return { values, shape: [values.length / outputs, outputs] }
  }
  const dense = (kernel: string, bias: string): Dense => ({ kernel: matrix(kernel), bias: vector(bias) })
  const norm = (folder: string): Norm => {
    const name = `${folder}/layer_prepostprocess/layer_norm/layer_norm`
    return {
      scale: vector(`${name}_scale/ConcatPartitions/concat`),
      shift: vector(`${name}_bias/ConcatPartitions/concat`),
    }
  }
  const layer = (number: number): EncoderLayer => {
    const own = `${applied}/Layer_${number}/TransformerLayer`
    const single = (part: string) =>
      dense(
        `module/${transformer}/Layer_${number}/TransformerLayer/MultiheadAttention/${part}_transform_single/kernel/part_0`,
        `${own}/MultiheadAttention/${part}_transform_single/bias/ConcatPartitions/concat`,
      )
    const forward = (part: string) =>
      dense(
        `${stack}/Layer_${number}/TransformerLayer/FFN/${part}/Tensordot/Reshape_1`,
        `${own}/FFN/${part}/bias/ConcatPartitions/concat`,
      )
    const residual = `${own}/dense/kernel/ConcatPartitions/concat`
    return {
      before: norm(own),
      attention: single('qkv'),
      combine: single('output'),
      residual: tensors.has(residual) ? dense(residual, `${own}/dense/bias/ConcatPartitions/concat`) : null,
      middle: norm(`${own}/FFN`),
      expand: forward('conv1'),
      contract: forward('conv2'),
    }
  }
  const hidden = 'module/Encoder_en/hidden_layers/tanh_layer_0'
  return {
    embedding: matrix('module/Embeddings_en'),
    frequencies: vector(`${stack}/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`),
    layers: [layer(0), layer(1)],
    output: dense(`${hidden}/weights`, `${hidden}/bias`),
  }
}

interface Stored {
  values: Float32Array
  shape: readonly number[]
}

function tensorOf(tensors: ReadonlyMap<string, Stored>, name: string): Stored {
  const found = tensors.get(name)
  if (found === undefined) throw new ArtifactCorrupt(`The sentence encoder lacks ${name}.`)
  return found
}

function readTensors({ model, weights: bytes }: PretrainedFiles): Map<string, Stored> {
  const parsed = modelSchema.safeParse(model)
  if (!parsed.success) throw new ArtifactCorrupt('The sentence encoder is not a model of tensorflow.js.')
  const tensors = new Map<string, Stored>()
  let at = 0
  for (const { name, shape, dtype } of parsed.data.weightsManifest.flatMap(({ weights }) => weights)) {
    const size = shapeSize(shape) * (dtype === 'bool' ? 1 : 4)
    if (at + size > bytes.byteLength) throw new ArtifactCorrupt('The sentence encoder is cut short.')
    if (dtype === 'float32')
      tensors.set(name, {
        values: new Float32Array(Uint8Array.from(bytes.subarray(at, at + size)).buffer),
        shape,
      })
    at += size
  }
  return tensors
}
