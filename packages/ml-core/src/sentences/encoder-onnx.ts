import { OnnxGraph } from '../onnx/onnx-graph.ts'
import { type EncoderEngine, encode, heads, normEpsilon } from './encoder-net.ts'
import type { EncoderWeights } from './encoder-weights.ts'

/** The encoder as an ONNX model; its inputs are those of `EncoderInputs`, its output is called `states`. */
export function encoderOnnx(weights: EncoderWeights): Uint8Array {
  const graph = new OnnxGraph('sentence-encoder')
  const width = weights.embedding.shape[1]
  const states = encode(onnxEngine(graph), weights, {
    numbers: graph.input('numbers', 'int32', ['rows', 'tokens']),
    timing: graph.input('timing', 'float32', ['tokens', width]),
    hiding: graph.input('hiding', 'float32', ['rows', 1, 1, 'tokens']),
    shares: graph.input('shares', 'float32', ['rows', 1, 'tokens']),
  })
  graph.output('states', states, 'float32', ['rows', 1, weights.output.bias.length])
  return graph.encode()
}

function onnxEngine(graph: OnnxGraph): EncoderEngine<string> {
  const vector = (values: Float32Array) => graph.floats(values, [values.length])
  const toHeads = (x: string, width: number, perm: number[]) => {
    // A zero keeps the length that is there.
    const apart = graph.add('Reshape', [x, graph.integers([0, 0, heads, width / heads])])
    return graph.add('Transpose', [apart], { perm: { ints: perm } })
  }
  const engine: EncoderEngine<string> = {
    lookUp: ({ values, shape }, numbers) => graph.add('Gather', [graph.floats(values, shape), numbers]),
    add: (a, b) => graph.add('Add', [a, b]),
    matMul: (a, b) => graph.add('MatMul', [a, b]),
    dense: (x, { kernel, bias }) =>
      graph.add('Add', [graph.add('MatMul', [x, graph.floats(kernel.values, kernel.shape)]), vector(bias)]),
    layerNorm: (x, { scale, shift }) =>
      graph.add('LayerNormalization', [x, vector(scale), vector(shift)], {
        axis: { int: -1 },
        epsilon: { float: normEpsilon },
      }),
    relu: (x) => graph.add('Relu', [x]),
    tanh: (x) => graph.add('Tanh', [x]),
    softmax: (x) => graph.add('Softmax', [x], { axis: { int: -1 } }),
    scale: (x, factor) => graph.add('Mul', [x, graph.floats(Float32Array.of(factor), [1])]),
    splitHeads(x, width) {
      const [q, k, v] = graph.addNode('Split', [x, graph.integers([width, width, width])], {
        attributes: { axis: { int: -1 } },
        outputs: 3,
      })
      return [
        toHeads(q, width, [0, 2, 1, 3]),
        toHeads(k, width, [0, 2, 3, 1]),
        toHeads(v, width, [0, 2, 1, 3]),
      ]
    },
    mergeHeads(x, width) {
      const together = graph.add('Transpose', [x], { perm: { ints: [0, 2, 1, 3] } })
      return graph.add('Reshape', [together, graph.integers([0, 0, width])])
    },
  }
  return engine
}
