import type { TfjsGraph } from './tfjs-graph.ts'

/** x · kernel + bias; `kernel` is inputs × outputs. */
export function writeDense(graph: TfjsGraph, x: string, kernel: Float32Array, bias: Float32Array): string {
  const outputs = bias.length
  const product = graph.add('MatMul', [x, graph.floats(kernel, [kernel.length / outputs, outputs])], {
    transpose_a: { b: false },
    transpose_b: { b: false },
  })
  return graph.add('AddV2', [product, graph.floats(bias, [outputs])])
}
