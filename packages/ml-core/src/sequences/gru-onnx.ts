import type { Weights } from '../nets/weights.ts'
import type { OnnxGraph } from '../onnx/onnx-graph.ts'
import { dense, embed, gatedRecurrentUnit, transpose } from '../onnx/onnx-layers.ts'
import { padding } from './sequence-encoder.ts'

/** Added to the update gate at padding: far enough for it to be exactly one, so that the state stays. */
const hold = 60

/**
 * A GRU as ONNX: scores, rows × classes, of token numbers, rows × places of 32-bit integers. Padding opens
 * the update gate through an input of its own, and counts for nothing in the mean.
 */
export function writeGru(graph: OnnxGraph, ids: string, weights: Weights): string {
  const units = weights['candidate-bias'].length
  const width = weights['candidate'].length / units
  const turned = transpose(graph, ids, [1, 0])
  const x = embed(graph, turned, withHold(weights['embedding'], width), width + 1)
  const states = gatedRecurrentUnit(graph, x, {
    gates: withRow(weights['gates'], (unit) => (unit < units ? hold : 0), 2 * units),
    candidate: withRow(weights['candidate'], () => 0, units),
    gatesBias: weights['gates-bias'],
    candidateBias: weights['candidate-bias'],
    gatesRecurrent: weights['gates-recurrent'],
    candidateRecurrent: weights['candidate-recurrent'],
  })
  return dense(graph, meanOverTokens(graph, states, turned), weights['output'], weights['output-bias'])
}

/** Mean of the states (steps × rows × units) at the steps that hold a token. */
function meanOverTokens(graph: OnnxGraph, states: string, ids: string): string {
  const absent = graph.add('Equal', [ids, graph.tensor('int32', Int32Array.of(padding), [])])
  const present = graph.add('Cast', [graph.add('Not', [absent])], { to: { int: 1 } })
  const shares = graph.add('Unsqueeze', [present, graph.integers([2])])
  const first = graph.integers([0])
  const whole = graph.add('ReduceSum', [graph.add('Mul', [states, shares]), first], { keepdims: { int: 0 } })
  const tokens = graph.add('ReduceSum', [shares, first], { keepdims: { int: 0 } })
  return graph.add('Div', [whole, graph.add('Max', [tokens, graph.floats(Float32Array.of(1), [])])])
}

/** Embeddings with one value more, which is 1 for padding. */
function withHold(embedding: Float32Array, width: number): Float32Array {
  const numbers = embedding.length / width
  const wider = new Float32Array(numbers * (width + 1))
  for (let id = 0; id < numbers; id++)
    wider.set(embedding.subarray(id * width, (id + 1) * width), id * (width + 1))
  wider[padding * (width + 1) + width] = 1
  return wider
}

/** A kernel of inputs × outputs with the weights of one input more. */
function withRow(kernel: Float32Array, weightOf: (output: number) => number, outputs: number): Float32Array {
  const longer = new Float32Array(kernel.length + outputs)
  longer.set(kernel)
  for (let output = 0; output < outputs; output++) longer[kernel.length + output] = weightOf(output)
  return longer
}
