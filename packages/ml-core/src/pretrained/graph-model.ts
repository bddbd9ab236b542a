import { z } from 'zod'
import { fromBase64 } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { shapeSize } from '../nets/weights.ts'
import type { PretrainedFiles } from './pretrained.ts'

const texts = z.object({ list: z.object({ s: z.array(z.string()).optional() }) })
const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z
    .object({
      strides: z.object({ list: z.object({ i: z.array(z.coerce.number()) }) }).optional(),
      padding: z.object({ s: z.string() }).optional(),
      fused_ops: texts.optional(),
    })
    .default({}),
})
const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: z
    .object({ dtype: z.enum(['uint8', 'uint16']), min: z.number(), scale: z.number() })
    .optional(),
})
const modelSchema = z.object({
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(z.object({ weights: z.array(weightSchema) })),
})

export interface GraphNode {
  name: string
  operator: string
  inputs: string[]
  /** Along height and width. */
  strides: number[]
  padding: 'same' | 'valid'
  /** What follows the operator at once, such as `BiasAdd` and `Relu6`. */
  fused: string[]
}

export interface GraphWeight {
  shape: number[]
  values: Float32Array
}

/** A net in the order of its computation. */
export interface GraphModel {
  nodes: GraphNode[]
  weights: Map<string, GraphWeight>
}

/** Reads a graph model of tensorflow.js, its weights made floats again; throws `ArtifactCorrupt`. */
export function readGraphModel({ model, weights }: PretrainedFiles): GraphModel {
  const parsed = modelSchema.safeParse(model)
  if (!parsed.success)
    throw new ArtifactCorrupt('The pretrained net is no graph model.', { cause: parsed.error })
  const { modelTopology, weightsManifest } = parsed.data
  const nodes = modelTopology.node.map(({ name, op, input, attr }): GraphNode => {
    const strides = attr.strides?.list.i ?? [1, 1, 1, 1]
    return {
      name,
      operator: op,
      inputs: input,
      strides: strides.slice(1, 3),
      padding: attr.padding && decode(attr.padding.s) === 'SAME' ? 'same' : 'valid',
      fused: (attr.fused_ops?.list.s ?? []).map(decode),
    }
  })
  return {
    nodes,
    weights: readWeights(
      weightsManifest.flatMap((group) => group.weights),
      weights,
    ),
  }
}

function readWeights(
  entries: readonly z.infer<typeof weightSchema>[],
  bytes: Uint8Array,
): Map<string, GraphWeight> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<string, GraphWeight>()
  let at = 0
  for (const { name, shape, dtype, quantization } of entries) {
    const values = new Float32Array(shapeSize(shape))
    const stored = quantization?.dtype ?? dtype
    const size = stored === 'uint8' ? 1 : stored === 'uint16' ? 2 : 4
    if (at + values.length * size > bytes.length)
      throw new ArtifactCorrupt('The pretrained net has fewer weights than it names.')
    const { min, scale } = quantization ?? { min: 0, scale: 1 }
    for (let i = 0; i < values.length; i++, at += size) values[i] = min + scale * read(view, at, stored)
    found.set(name, { shape, values })
  }
  return found
}

function read(view: DataView, at: number, stored: string): number {
  if (stored === 'uint8') return view.getUint8(at)
  if (stored === 'uint16') return view.getUint16(at, true)
  return stored === 'int32' ? view.getInt32(at, true) : view.getFloat32(at, true)
}

function decode(text: string): string {
  return new TextDecoder().decode(fromBase64(text))
}
