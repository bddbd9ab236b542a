import type { Weights } from '../../nets/weights.ts'
import { OnnxGraph } from '../../onnx/onnx-graph.ts'
import { convolution, dense, pooling, transpose } from '../../onnx/onnx-layers.ts'
import type { ImageShape } from '../image-features.ts'
import { type CnnPlan, field } from './plan.ts'

/** A CNN as ONNX: `scores`, rows × classes, of `inputs`, rows × height × width × channels. */
export function writeCnn(
  plan: CnnPlan,
  { width, height, channels }: ImageShape,
  weights: Weights,
  classes: number,
): Uint8Array {
  const graph = new OnnxGraph('image-cnn')
  const inputs = graph.input('inputs', 'float32', ['rows', height, width, channels])
  const scores = cnnScores(graph, inputs, plan, weights)
  graph.output('scores', scores, 'float32', ['rows', classes])
  return graph.encode()
}

/** Adds the scores, rows × classes, of rows × height × width × channels numbers. */
export function cnnScores(graph: OnnxGraph, inputs: string, plan: CnnPlan, weights: Weights): string {
  let x = transpose(graph, inputs, [0, 3, 1, 2])
  plan.stages.forEach(({ inputs: from, outputs, stride, pooled }, s) => {
    const kernel = weights[`filter-${s}`]
    const bias = weights[`filter-${s}-bias`]
    const seen = convolution(
      graph,
      x,
      { kernel, shape: [field, field, from, outputs], bias },
      { strides: [stride, stride], padding: 'same' },
    )
    x = graph.add('Relu', [seen])
    if (pooled) x = pooling(graph, x, 'MaxPool', [2, 2], { strides: [2, 2], padding: 'valid' })
  })
  const features = graph.add('Flatten', [transpose(graph, x, [0, 2, 3, 1])])
  return dense(graph, features, weights['output'], weights['output-bias'])
}
