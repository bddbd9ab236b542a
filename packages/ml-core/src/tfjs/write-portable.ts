import type { Calibrator } from '../calibration/calibrator.ts'
import type { Link } from '../calibration/link.ts'
import type { PortableNet } from '../export/portable-model.ts'
import { writeTfjsCnn } from '../images/cnn/cnn-tfjs.ts'
import type { DenseLayer } from '../nets/dense-net.ts'
import { writeCalibrator } from './tfjs-calibrator.ts'
import { TfjsGraph, type TfjsModel } from './tfjs-graph.ts'
import { writeDense } from './write-dense.ts'

/** Everything but trees. */
type PortableSmoothNet = Exclude<PortableNet, { kind: 'trees' }>

/**
 * The net as a graph model that gives `probabilities`, rows × classes. Trees are left out: tensorflow.js has
 * no operator for them.
 */
export function writeTfjs(
  net: PortableSmoothNet,
  link: Link,
  calibrator: Calibrator | null,
  metadata: Record<string, string>,
): TfjsModel {
  const graph = new TfjsGraph()
  const { probabilities, classes } = writeNet(graph, net, link)
  const calibrated =
    calibrator === null ? probabilities : writeCalibrator(graph, probabilities, calibrator, classes)
  return graph.finish(calibrated, classes, metadata)
}

function writeNet(
  graph: TfjsGraph,
  net: PortableSmoothNet,
  link: Link,
): { probabilities: string; classes: number } {
  switch (net.kind) {
    case 'dense': {
      const x = graph.input('features', 'DT_FLOAT', [-1, net.layers[0].inputs])
      return probabilitiesOf(graph, link, writeLayers(graph, x, net.layers), classesOf(net.layers))
    }
    case 'sparse': {
      const indices = graph.input('indices', 'DT_INT32', [-1, -1])
      const values = graph.input('values', 'DT_FLOAT', [-1, -1])
      const first = sumOfRows(graph, indices, values, net.layers[0])
      const rest = net.layers.slice(1)
      const scores = rest.length === 0 ? first : writeLayers(graph, graph.add('Relu', [first]), rest)
      return probabilitiesOf(graph, link, scores, classesOf(net.layers))
    }
    case 'sequence': {
      const ids = graph.input('ids', 'DT_INT32', [-1, net.architecture.longest])
      return probabilitiesOf(graph, link, net.architecture.writeTfjs(graph, ids, net.weights), net.classes)
    }
    case 'convolution': {
      const { width, height, channels } = net.shape
      const x = graph.input('inputs', 'DT_FLOAT', [-1, height, width, channels])
      return probabilitiesOf(graph, link, writeTfjsCnn(graph, x, net.plan, net.weights), net.classes)
    }
    case 'constant': {
      const rows = graph.input('rows', 'DT_FLOAT', [-1, 1])
      const nought = graph.add('Mul', [rows, graph.floats(Float32Array.of(0), [])])
      const shares = graph.floats(Float32Array.from(net.shares), [1, net.shares.length])
      return { probabilities: graph.add('AddV2', [nought, shares]), classes: net.shares.length }
    }
  }
}

function probabilitiesOf(graph: TfjsGraph, link: Link, scores: string, classes: number) {
  return { probabilities: graph.add(link === 'softmax' ? 'Softmax' : 'Sigmoid', [scores]), classes }
}

function classesOf(layers: readonly DenseLayer[]): number {
  return layers[layers.length - 1].outputs
}

function writeLayers(graph: TfjsGraph, x: string, layers: readonly DenseLayer[]): string {
  return layers.reduce(
    (from, { kernel, bias }, l) =>
      writeDense(graph, l === 0 ? from : graph.add('Relu', [from]), kernel, bias),
    x,
  )
}

/** The kernel's rows at the indices, each times its value, summed up; with the bias. */
function sumOfRows(graph: TfjsGraph, indices: string, values: string, layer: DenseLayer): string {
  const { kernel, inputs, outputs, bias } = layer
  const table = graph.floats(kernel, [inputs, outputs])
  const rows = graph.add('GatherV2', [table, indices, graph.integers([0], [])])
  const weighed = graph.add('Mul', [rows, graph.add('ExpandDims', [values, graph.integers([2], [])])])
  const sum = graph.add('Sum', [weighed, graph.integers([1])], { keep_dims: { b: false } })
  return graph.add('AddV2', [sum, graph.floats(bias, [outputs])])
}
