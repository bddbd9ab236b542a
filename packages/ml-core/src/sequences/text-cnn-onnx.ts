import type { Weights } from '../nets/weights.ts'
import type { OnnxGraph } from '../onnx/onnx-graph.ts'
import { convolution, dense, embed, transpose } from '../onnx/onnx-layers.ts'
import { padding } from './sequence-encoder.ts'
import { filterWidths, lead, trail } from './text-cnn-net.ts'

/** A text CNN as ONNX: scores, rows × classes, of token numbers, rows × places of 32-bit integers. */
export function writeTextCnn(graph: OnnxGraph, ids: string, weights: Weights): string {
  const filters = weights[`filter-${filterWidths[0]}-bias`].length
  const { embedding, size } = withoutPadding(weights)
  const x = transpose(graph, embed(graph, ids, embedding, size), [0, 2, 1])
  const pooled = filterWidths.map((width) => {
    const kernel = weights[`filter-${width}`]
    const shape = [width, size, filters]
    const around = { before: [lead], after: [trail] }
    const bias = weights[`filter-${width}-bias`]
    const maps = convolution(graph, x, { kernel, shape, bias }, { strides: [1], padding: around })
    return graph.add('ReduceMax', [maps], { axes: { ints: [2] }, keepdims: { int: 0 } })
  })
  const features = graph.add('Relu', [graph.add('Concat', pooled, { axis: { int: 1 } })])
  return dense(graph, features, weights['output'], weights['output-bias'])
}

/** The embedding with noughts for padding, and its numbers per token. */
export function withoutPadding(weights: Weights): { embedding: Float32Array; size: number } {
  const [width] = filterWidths
  const size = weights[`filter-${width}`].length / (width * weights[`filter-${width}-bias`].length)
  const embedding = weights['embedding'].slice()
  embedding.fill(0, padding * size, (padding + 1) * size)
  return { embedding, size }
}
