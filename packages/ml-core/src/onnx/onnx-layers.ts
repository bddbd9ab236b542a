import type { Attribute, OnnxGraph } from './onnx-graph.ts'

/**
 * Layers with the weights as tensorflow.js lays them out, written as the operators of ONNX. Convolutions and
 * pooling take and give channels first (rows × channels × places …), as ONNX wants them.
 */

/** Places added before and after each axis, or as tensorflow.js names them. */
export type Padding = 'same' | 'valid' | { before: readonly number[]; after: readonly number[] }

export interface ConvWeights {
  /** Values of field … × inputs × outputs, row-major; of a depthwise one field … × channels × multiplier. */
  kernel: Float32Array
  /** Lengths of those axes. */
  shape: readonly number[]
  bias?: Float32Array
}

export interface Window {
  strides: readonly number[]
  padding: Padding
}

/** x · kernel + bias; `kernel` is inputs × outputs. */
export function dense(graph: OnnxGraph, x: string, kernel: Float32Array, bias: Float32Array): string {
  const outputs = bias.length
  const product = graph.floats(kernel, [kernel.length / outputs, outputs])
  return graph.add('Gemm', [x, product, graph.floats(bias, [outputs])])
}

/** Embedding rows of the numbers; `table` is numbers × width. */
export function embed(graph: OnnxGraph, numbers: string, table: Float32Array, width: number): string {
  return graph.add('Gather', [graph.floats(table, [table.length / width, width]), numbers])
}

/** A convolution over one axis or two. */
export function convolution(graph: OnnxGraph, x: string, weights: ConvWeights, window: Window): string {
  const axes = weights.shape.length - 2
  const kernel = rearranged(weights.kernel, weights.shape, [axes + 1, axes, ...fieldAxes(axes)])
  return convNode(graph, x, kernel, weights.bias, window, 1)
}

/** A convolution of each channel by itself. */
export function depthwiseConvolution(
  graph: OnnxGraph,
  x: string,
  weights: ConvWeights,
  window: Window,
): string {
  const axes = weights.shape.length - 2
  const [channels, multiplier] = weights.shape.slice(-2)
  const field = weights.shape.slice(0, axes)
  const shape = [...field, channels * multiplier, 1]
  const kernel = rearranged(weights.kernel, shape, [axes, axes + 1, ...fieldAxes(axes)])
  return convNode(graph, x, kernel, weights.bias, window, channels)
}

/** The largest or the mean value of each window. */
export function pooling(
  graph: OnnxGraph,
  x: string,
  kind: 'MaxPool' | 'AveragePool',
  size: readonly number[],
  window: Window,
): string {
  return graph.add(kind, [x], { kernel_shape: { ints: size }, ...windowAttributes(window) })
}

/** One value per channel: rows × channels. */
export function globalPooling(graph: OnnxGraph, x: string, kind: 'Max' | 'Average'): string {
  return graph.add('Flatten', [graph.add(`Global${kind}Pool`, [x])])
}

/** Scale, shift, mean and variance per channel, the second axis. */
export function batchNormalisation(
  graph: OnnxGraph,
  x: string,
  [scale, shift, mean, variance]: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  epsilon: number,
): string {
  const moments = [scale, shift, mean, variance].map((values) => graph.floats(values, [values.length]))
  return graph.add('BatchNormalization', [x, ...moments], { epsilon: { float: epsilon } })
}

/** Values under 0 become 0, those over 6 become 6. */
export function relu6(graph: OnnxGraph, x: string): string {
  const bounds = [0, 6].map((bound) => graph.floats(Float32Array.of(bound), []))
  return graph.add('Clip', [x, ...bounds])
}

export function transpose(graph: OnnxGraph, x: string, axes: readonly number[]): string {
  return graph.add('Transpose', [x], { perm: { ints: axes } })
}

export interface GruWeights {
  /** Inputs × 2 units, the update gate before the reset gate; then inputs × units. */
  gates: Float32Array
  candidate: Float32Array
  gatesBias: Float32Array
  candidateBias: Float32Array
  /** Units × 2 units, then units × units. */
  gatesRecurrent: Float32Array
  candidateRecurrent: Float32Array
}

/** All states of a gated recurrent unit as steps × rows × units, given steps × rows × inputs. */
export function gatedRecurrentUnit(graph: OnnxGraph, x: string, weights: GruWeights): string {
  const units = weights.candidateBias.length
  const inputs = weights.candidate.length / units
  const across = (gates: Float32Array, candidate: Float32Array, rows: number) => {
    const turned = new Float32Array(3 * units * rows)
    turned.set(rearranged(gates, [rows, 2 * units], [1, 0]).values)
    turned.set(rearranged(candidate, [rows, units], [1, 0]).values, 2 * units * rows)
    return graph.floats(turned, [1, 3 * units, rows])
  }
  // The biases of the inputs, then those of the states, which are nought.
  const bias = new Float32Array(6 * units)
  bias.set(weights.gatesBias)
  bias.set(weights.candidateBias, 2 * units)
  const states = graph.add(
    'GRU',
    [
      x,
      across(weights.gates, weights.candidate, inputs),
      across(weights.gatesRecurrent, weights.candidateRecurrent, units),
      graph.floats(bias, [1, 6 * units]),
    ],
    { hidden_size: { int: units }, linear_before_reset: { int: 1 } },
  )
  return graph.add('Squeeze', [states, graph.integers([1])])
}

function convNode(
  graph: OnnxGraph,
  x: string,
  kernel: { values: Float32Array; shape: number[] },
  bias: Float32Array | undefined,
  window: Window,
  groups: number,
): string {
  const inputs = [x, graph.floats(kernel.values, kernel.shape)]
  if (bias !== undefined) inputs.push(graph.floats(bias, [bias.length]))
  return graph.add('Conv', inputs, { group: { int: groups }, ...windowAttributes(window) })
}

function windowAttributes({ strides, padding }: Window): Record<string, Attribute> {
  if (typeof padding === 'object')
    return { strides: { ints: strides }, pads: { ints: [...padding.before, ...padding.after] } }
  return {
    strides: { ints: strides },
    auto_pad: { string: padding === 'same' ? 'SAME_UPPER' : 'VALID' },
  }
}

function fieldAxes(axes: number): number[] {
  return Array.from({ length: axes }, (_, axis) => axis)
}

/** The values with their axes in another order. */
function rearranged(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): { values: Float32Array; shape: number[] } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1))
  const newShape = order.map((axis) => shape[axis])
  const moved = new Float32Array(values.length)
  const place = newShape.map(() => 0)
  for (let at = 0; at < moved.length; at++) {
    let from = 0
    for (let axis = 0; axis < place.length; axis++) from += place[axis] * strides[order[axis]]
    moved[at] = values[from]
    for (let axis = place.length - 1; axis >= 0 && ++place[axis] === newShape[axis]; axis--) place[axis] = 0
  }
  return { values: moved, shape: newShape }
}
