import type { Weights } from '../nets/weights.ts'
import { type TfjsGraph, textAttribute } from '../tfjs/tfjs-graph.ts'
import { writeDense } from '../tfjs/write-dense.ts'
import { filterWidths, lead, trail } from './text-cnn-net.ts'
import { withoutPadding } from './text-cnn-onnx.ts'

/** A text CNN as a graph of tensorflow.js: scores, rows × classes, of token numbers, rows × places. */
export function writeTextCnn(graph: TfjsGraph, ids: string, weights: Weights): string {
  const filters = weights[`filter-${filterWidths[0]}-bias`].length
  const { embedding, size } = withoutPadding(weights)
  const table = graph.floats(embedding, [embedding.length / size, size])
  const embedded = graph.add('GatherV2', [table, ids, graph.integers([0], [])])
  const around = graph.integers([0, 0, lead, trail, 0, 0], [3, 2])
  const image = graph.add('ExpandDims', [graph.add('Pad', [embedded, around]), graph.integers([1], [])])
  const pooled = filterWidths.map((width) => {
    const kernel = graph.floats(weights[`filter-${width}`], [1, width, size, filters])
    const maps = graph.add('Conv2D', [image, kernel], {
      strides: { list: { i: [1, 1, 1, 1] } },
      dilations: { list: { i: [1, 1, 1, 1] } },
      padding: textAttribute('VALID'),
      data_format: textAttribute('NHWC'),
    })
    const largest = graph.add('Max', [maps, graph.integers([1, 2])], { keep_dims: { b: false } })
    return graph.add('AddV2', [largest, graph.floats(weights[`filter-${width}-bias`], [filters])])
  })
  const joined = graph.add('ConcatV2', [...pooled, graph.integers([1], [])], { N: { i: pooled.length } })
  return writeDense(graph, graph.add('Relu', [joined]), weights['output'], weights['output-bias'])
}
