import type { Weights } from '../nets/weights.ts'
import type { OnnxGraph } from '../onnx/onnx-graph.ts'
import { convolution, dense, embed, transpose } from '../onnx/onnx-layers.ts'
import { padding } from './sequence-encoder.ts'
import { filterWidths, lead } from './text-cnn-net.ts'

/** Places of padding after a text, so that every filter also sees a window of nothing else. */
const trail = Math.max(...filterWidths)

/** A text CNN as ONNX: scores, rows × classes, of token numbers, rows × places of 64-bit integers. */
export function writeTextCnn(graph: OnnxGraph, ids: string, weights: Weights): string {
  const filters = weights[`filter-${filterWidths[0]}-bias`].length
  const embeddingSize = weights[`filter-${filterWidths[0]}`].length / (filterWidths[0] * filters)
  const embedding = weights['embedding'].slice()
  embedding.fill(0, padding * embeddingSize, (padding + 1) * embeddingSize)
  const x = transpose(graph, embed(graph, ids, embedding, embeddingSize), [0, 2, 1])
  const pooled = filterWidths.map((width) => {
    const kernel = weights[`filter-${width}`]
    const shape = [width, embeddingSize, filters]
    const around = { before: [lead], after: [trail] }
    const bias = weights[`filter-${width}-bias`]
    const maps = convolution(graph, x, { kernel, shape, bias }, { strides: [1], padding: around })
    return graph.add('ReduceMax', [maps], { axes: { ints: [2] }, keepdims: { int: 0 } })
  })
  const features = graph.add('Relu', [graph.add('Concat', pooled, { axis: { int: 1 } })])
  return dense(graph, features, weights['output'], weights['output-bias'])
}
