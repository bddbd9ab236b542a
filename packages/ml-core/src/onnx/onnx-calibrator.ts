import { type Calibrator, smallestProbability } from '../calibration/calibrator.ts'
import { type RisingCurve, segmentsOf } from '../calibration/isotonic.ts'
import type { OnnxGraph } from './onnx-graph.ts'

const alongClasses = { axis: { int: 1 } }

/** Probabilities, rows × classes, as the calibrator changes them. */
export function writeCalibrator(
  graph: OnnxGraph,
  probabilities: string,
  calibrator: Calibrator,
  classes: number,
): string {
  if (calibrator.method === 'temperature') {
    const power = graph.floats(Float32Array.of(calibrator.inverseTemperature), [])
    return summingToOne(graph, graph.add('Pow', [atLeast(graph, probabilities), power]))
  }
  const { curves } = calibrator
  if (classes === 2) {
    const second = curveValue(graph, column(graph, probabilities, 1), curves[0])
    const first = graph.add('Sub', [graph.floats(Float32Array.of(1), []), second])
    return graph.add('Concat', [first, second], alongClasses)
  }
  const floored = atLeast(graph, probabilities)
  const raised = curves.map((curve, k) => curveValue(graph, column(graph, floored, k), curve))
  return summingToOne(graph, graph.add('Concat', raised, alongClasses))
}

function atLeast(graph: OnnxGraph, probabilities: string): string {
  return graph.add('Max', [probabilities, graph.floats(Float32Array.of(smallestProbability), [])])
}

function summingToOne(graph: OnnxGraph, values: string): string {
  const sum = graph.add('ReduceSum', [values, graph.integers([1])], { keepdims: { int: 1 } })
  return graph.add('Div', [values, sum])
}

function column(graph: OnnxGraph, x: string, at: number): string {
  return graph.add('Gather', [x, graph.integers([at])], alongClasses)
}

/** In doubles, because knots may lie closer together than single precision can tell. */
function curveValue(graph: OnnxGraph, score: string, curve: RisingCurve): string {
  const { start, lows, widths, rises } = segmentsOf(curve)
  const doubles = (values: readonly number[], shape: readonly number[]) =>
    graph.tensor('float64', Float64Array.from(values), shape)
  const exact = graph.add('Cast', [score], { to: { int: 11 } })
  const row = [1, lows.length]
  const within = graph.add('Div', [graph.add('Sub', [exact, doubles(lows, row)]), doubles(widths, row)])
  const share = graph.add('Clip', [within, doubles([0], []), doubles([1], [])])
  const rise = graph.add('MatMul', [share, doubles(rises, [rises.length, 1])])
  return graph.add('Cast', [graph.add('Add', [rise, doubles([start], [])])], { to: { int: 1 } })
}
