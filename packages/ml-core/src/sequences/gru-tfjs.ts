import type { Weights } from '../nets/weights.ts'
import type { TfjsGraph } from '../tfjs/tfjs-graph.ts'
import { writeDense } from '../tfjs/write-dense.ts'
import { padding } from './sequence-encoder.ts'

/**
 * A GRU as a graph of tensorflow.js, step after step for `steps` tokens: scores, rows × classes, of token
 * numbers, rows × steps. At padding the state stays, and counts for nothing in the mean.
 */
export function writeGru(graph: TfjsGraph, ids: string, weights: Weights, steps: number): string {
  const units = weights['candidate-bias'].length
  const width = weights['candidate'].length / units
  const table = graph.floats(weights['embedding'], [weights['embedding'].length / width, width])
  const embedded = graph.add('GatherV2', [table, ids, graph.integers([0], [])])
  const tokens = graph.add('Reshape', [embedded, graph.integers([-1, width])])
  const alongSteps = (kernel: Float32Array, bias: Float32Array): string => {
    const product = writeDense(graph, tokens, kernel, bias)
    const shape = graph.integers([-1, steps, bias.length])
    return graph.add('Unpack', [graph.add('Reshape', [product, shape])], {
      axis: { i: 1 },
      num: { i: steps },
    })
  }
  const gates = alongSteps(weights['gates'], weights['gates-bias'])
  const candidates = alongSteps(weights['candidate'], weights['candidate-bias'])
  const present = presence(graph, ids)
  const perStep = graph.add('Unpack', [present], { axis: { i: 1 }, num: { i: steps } })
  const recurrent = {
    gates: graph.floats(weights['gates-recurrent'], [units, 2 * units]),
    candidate: graph.floats(weights['candidate-recurrent'], [units, units]),
  }
  let state = graph.floats(new Float32Array(units), [1, units])
  const parts: string[] = []
  for (let t = 0; t < steps; t++) {
    const share = graph.add('ExpandDims', [`${perStep}:${t}`, graph.integers([1], [])])
    const moved = stepOf(graph, state, `${gates}:${t}`, `${candidates}:${t}`, recurrent, units)
    state = graph.add('AddV2', [state, graph.add('Mul', [share, graph.add('Sub', [moved, state])])])
    parts.push(graph.add('Mul', [state, share]))
  }
  const sum = graph.add('AddN', parts, { N: { i: parts.length } })
  const count = graph.add('Sum', [present, graph.integers([1])], { keep_dims: { b: true } })
  const mean = graph.add('RealDiv', [
    sum,
    graph.add('Maximum', [count, graph.floats(Float32Array.of(1), [])]),
  ])
  return writeDense(graph, mean, weights['output'], weights['output-bias'])
}

/** 1 for each token, 0 for padding: rows × steps. */
function presence(graph: TfjsGraph, ids: string): string {
  const told = graph.add('NotEqual', [ids, graph.integers([padding], [])], { T: { type: 'DT_INT32' } })
  return graph.add('Cast', [told], { SrcT: { type: 'DT_BOOL' }, DstT: { type: 'DT_FLOAT' } })
}

function stepOf(
  graph: TfjsGraph,
  state: string,
  gates: string,
  candidates: string,
  recurrent: { gates: string; candidate: string },
  units: number,
): string {
  const product = (kernel: string) =>
    graph.add('MatMul', [state, kernel], { transpose_a: { b: false }, transpose_b: { b: false } })
  const both = graph.add('Sigmoid', [graph.add('AddV2', [gates, product(recurrent.gates)])])
  const part = (from: number) =>
    graph.add('Slice', [both, graph.integers([0, from]), graph.integers([-1, units])])
  const reset = graph.add('Mul', [part(units), product(recurrent.candidate)])
  const candidate = graph.add('Tanh', [graph.add('AddV2', [candidates, reset])])
  const kept = graph.add('Mul', [part(0), graph.add('Sub', [state, candidate])])
  return graph.add('AddV2', [candidate, kept])
}
