import type { Calibrator } from '../calibration/calibrator.ts'
import type { Link } from '../calibration/link.ts'
import type { PortableModel, PortableNet } from '../export/portable-model.ts'
import { cnnScores } from '../images/cnn/write-cnn.ts'
import type { DenseLayer } from '../nets/dense-net.ts'
import { writeCalibrator } from './onnx-calibrator.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { dense, embed } from './onnx-layers.ts'
import { writeTrees } from './onnx-trees.ts'

/** The net as an ONNX file that gives `probabilities`, rows × classes. */
export function writePortable(
  { net, link }: Pick<PortableModel<unknown>, 'net' | 'link'>,
  calibrator: Calibrator | null,
  metadata: Record<string, string>,
): Uint8Array {
  const graph = new OnnxGraph('classifier', metadata)
  const { probabilities, classes } = writeNet(graph, net, link)
  const calibrated =
    calibrator === null ? probabilities : writeCalibrator(graph, probabilities, calibrator, classes)
  graph.output('probabilities', calibrated, 'float32', ['rows', classes])
  return graph.encode()
}

function writeNet(
  graph: OnnxGraph,
  net: PortableNet,
  link: Link,
): { probabilities: string; classes: number } {
  switch (net.kind) {
    case 'dense': {
      const x = graph.input('features', 'float32', ['rows', net.layers[0].inputs])
      return probabilitiesOf(graph, link, writeLayers(graph, x, net.layers), lastOf(net.layers).outputs)
    }
    case 'sparse': {
      const indices = graph.input('indices', 'int32', ['rows', 'entries'])
      const values = graph.input('values', 'float32', ['rows', 'entries'])
      const first = sumOfRows(graph, indices, values, net.layers[0])
      const rest = net.layers.slice(1)
      const x = rest.length === 0 ? first : writeLayers(graph, graph.add('Relu', [first]), rest)
      return probabilitiesOf(graph, link, x, lastOf(net.layers).outputs)
    }
    case 'sequence': {
      const ids = graph.input('ids', 'int32', ['rows', 'places'])
      return probabilitiesOf(graph, link, net.architecture.writeOnnx(graph, ids, net.weights), net.classes)
    }
    case 'convolution': {
      const { width, height, channels } = net.shape
      const x = graph.input('inputs', 'float32', ['rows', height, width, channels])
      return probabilitiesOf(graph, link, cnnScores(graph, x, net.plan, net.weights), net.classes)
    }
    case 'trees': {
      const x = graph.input('features', 'float64', ['rows', net.features.length])
      return { probabilities: writeTrees(graph, x, { ...net, link }), classes: Math.max(2, net.base.length) }
    }
    case 'constant': {
      const rows = graph.input('rows', 'float32', ['rows', 1])
      const nought = graph.add('Mul', [rows, graph.floats(Float32Array.of(0), [])])
      const shares = graph.floats(Float32Array.from(net.shares), [1, net.shares.length])
      return { probabilities: graph.add('Add', [nought, shares]), classes: net.shares.length }
    }
  }
}

function probabilitiesOf(graph: OnnxGraph, link: Link, scores: string, classes: number) {
  const probabilities =
    link === 'softmax' ? graph.add('Softmax', [scores], { axis: { int: 1 } }) : graph.add('Sigmoid', [scores])
  return { probabilities, classes }
}

function writeLayers(graph: OnnxGraph, x: string, layers: readonly DenseLayer[]): string {
  return layers.reduce(
    (from, { kernel, bias }, l) => dense(graph, l === 0 ? from : graph.add('Relu', [from]), kernel, bias),
    x,
  )
}

/** The kernel's rows at the indices, each times its value, summed up; with the bias. */
function sumOfRows(graph: OnnxGraph, indices: string, values: string, layer: DenseLayer): string {
  const rows = embed(graph, indices, layer.kernel, layer.outputs)
  const weighed = graph.add('Mul', [rows, graph.add('Unsqueeze', [values, graph.integers([2])])])
  const sum = graph.add('ReduceSum', [weighed, graph.integers([1])], { keepdims: { int: 0 } })
  return graph.add('Add', [sum, graph.floats(layer.bias, [layer.outputs])])
}

function lastOf(layers: readonly DenseLayer[]): DenseLayer {
  return layers[layers.length - 1]
}
