import { ArtifactCorrupt } from '../errors.ts'
import { OnnxGraph } from '../onnx/onnx-graph.ts'
import { convolution, depthwiseConvolution, relu6, transpose } from '../onnx/onnx-layers.ts'
import type { GraphModel, GraphNode, GraphWeight } from './graph-model.ts'

/** Number of 32-bit floats in `TensorProto.DataType`. */
const float32 = 1

/**
 * The part of a convolutional net up to its last wanted layer, as an ONNX model. It takes `pixels`, uint8 as
 * images × height × width × 3, and `size`, images × 3 × height × width as integers, to which they are
 * stretched; it gives what each wanted layer sees, channels first, as `map0`, `map1` …
 *
 * `wanted` are endings of layers' names. Throws `ArtifactCorrupt` for a net with other operators.
 */
export function writeExtractor(model: GraphModel, wanted: readonly string[]): Uint8Array {
  const graph = new OnnxGraph('extractor')
  const values = new Map<string, string>()
  const found = wanted.map((): string | null => null)
  for (const node of model.nodes) {
    if (found.every((value) => value !== null)) break
    if (node.operator === 'Const') continue
    const value = node.operator === 'Placeholder' ? pictures(graph) : writeNode(graph, model, node, values)
    values.set(node.name, value)
    wanted.forEach((ending, w) => {
      if (node.name.endsWith(ending)) found[w] = value
    })
  }
  found.forEach((value, w) => {
    if (value === null) throw new ArtifactCorrupt(`The pretrained net has no layer ${wanted[w]}.`)
    graph.output(
      `map${w}`,
      value,
      'float32',
      ['images', 'channels', 'height', 'width'].map((n) => n + w),
    )
  })
  return graph.encode()
}

/** The pictures as numbers from 0 to 1, channels first. */
function pictures(graph: OnnxGraph): string {
  const pixels = graph.input('pixels', 'uint8', ['images', 'height', 'width', 3])
  const size = graph.input('size', 'int64', [4])
  const numbers = graph.add('Cast', [pixels], { to: { int: float32 } })
  const stretched = graph.add('Resize', [transpose(graph, numbers, [0, 3, 1, 2]), '', '', size], {
    mode: { string: 'linear' },
  })
  return graph.add('Div', [stretched, graph.floats(Float32Array.of(255), [])])
}

function writeNode(
  graph: OnnxGraph,
  { weights }: GraphModel,
  node: GraphNode,
  values: ReadonlyMap<string, string>,
): string {
  const { operator, inputs, strides, padding, fused } = node
  const weightOf = (name: string | undefined): GraphWeight => {
    const weight = name === undefined ? undefined : weights.get(name)
    if (weight === undefined)
      throw new ArtifactCorrupt(`The pretrained net lacks the weights of ${node.name}.`)
    return weight
  }
  const valueNamed = (name: string): string => {
    const value = values.get(name)
    if (value !== undefined) return value
    const weight = weightOf(name)
    return graph.floats(weight.values, weight.shape)
  }
  switch (operator) {
    case 'Mul':
    case 'Sub':
    case 'AddV2':
      return graph.add(operator === 'AddV2' ? 'Add' : operator, inputs.map(valueNamed))
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative': {
      const { values: kernel, shape } = weightOf(inputs[1])
      const bias = weightOf(inputs[2]).values
      const write = operator === '_FusedConv2D' ? convolution : depthwiseConvolution
      const sums = write(graph, valueNamed(inputs[0]), { kernel, shape, bias }, { strides, padding })
      return fused.includes('Relu6') ? relu6(graph, sums) : sums
    }
    default:
      throw new ArtifactCorrupt(`The pretrained net has a layer ${operator}, which is not known.`)
  }
}
