import { type Calibrator, smallestProbability } from '../calibration/calibrator.ts'
import { type RisingCurve, segmentsOf } from '../calibration/isotonic.ts'
import type { TfjsGraph } from './tfjs-graph.ts'

/** Probabilities, rows × classes, as the calibrator changes them. */
export function writeCalibrator(
  graph: TfjsGraph,
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
    return sideBySide(graph, [first, second])
  }
  const floored = atLeast(graph, probabilities)
  const raised = curves.map((curve, k) => curveValue(graph, column(graph, floored, k), curve))
  return summingToOne(graph, sideBySide(graph, raised))
}

function atLeast(graph: TfjsGraph, probabilities: string): string {
  return graph.add('Maximum', [probabilities, graph.floats(Float32Array.of(smallestProbability), [])])
}

function summingToOne(graph: TfjsGraph, values: string): string {
  const sum = graph.add('Sum', [values, graph.integers([1])], { keep_dims: { b: true } })
  return graph.add('RealDiv', [values, sum])
}

function sideBySide(graph: TfjsGraph, columns: readonly string[]): string {
  return graph.add('ConcatV2', [...columns, graph.integers([1], [])], { N: { i: columns.length } })
}

function column(graph: TfjsGraph, x: string, at: number): string {
  return graph.add('Slice', [x, graph.integers([0, at]), graph.integers([-1, 1])])
}

function curveValue(graph: TfjsGraph, score: string, curve: RisingCurve): string {
  const { start, lows, widths, rises } = segmentsOf(curve)
  const row = (values: readonly number[]) => graph.floats(Float32Array.from(values), [1, values.length])
  const single = (value: number) => graph.floats(Float32Array.of(value), [])
  const within = graph.add('RealDiv', [graph.add('Sub', [score, row(lows)]), row(widths)])
  const share = graph.add('Minimum', [graph.add('Maximum', [within, single(0)]), single(1)])
  const rise = graph.add('Sum', [graph.add('Mul', [share, row(rises)]), graph.integers([1])], {
    keep_dims: { b: true },
  })
  return graph.add('AddV2', [rise, single(start)])
}
