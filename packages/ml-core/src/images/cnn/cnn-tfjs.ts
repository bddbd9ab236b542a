import type { Weights } from '../../nets/weights.ts'
import { type NodeAttribute, type TfjsGraph, textAttribute } from '../../tfjs/tfjs-graph.ts'
import { writeDense } from '../../tfjs/write-dense.ts'
import { type CnnPlan, field } from './plan.ts'

/** Adds the scores, rows × classes, of rows × height × width × channels numbers. */
export function writeTfjsCnn(graph: TfjsGraph, inputs: string, plan: CnnPlan, weights: Weights): string {
  let x = inputs
  plan.stages.forEach(({ inputs: from, outputs, stride, pooled }, s) => {
    const kernel = graph.floats(weights[`filter-${s}`], [field, field, from, outputs])
    const bias = graph.floats(weights[`filter-${s}-bias`], [outputs])
    const seen = graph.add('Conv2D', [x, kernel], window(stride, 'SAME'))
    x = graph.add('Relu', [graph.add('AddV2', [seen, bias])])
    if (pooled) x = graph.add('MaxPool', [x], { ...window(2, 'VALID'), ksize: { list: { i: [1, 2, 2, 1] } } })
  })
  const features = graph.add('Reshape', [x, graph.integers([-1, plan.features])])
  return writeDense(graph, features, weights['output'], weights['output-bias'])
}

function window(stride: number, padding: 'SAME' | 'VALID'): Record<string, NodeAttribute> {
  return {
    strides: { list: { i: [1, stride, stride, 1] } },
    padding: textAttribute(padding),
    data_format: textAttribute('NHWC'),
    dilations: { list: { i: [1, 1, 1, 1] } },
  }
}
