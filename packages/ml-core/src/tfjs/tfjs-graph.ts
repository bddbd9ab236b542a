import { joinBytes } from '../bundle/binary.ts'
import { shapeSize } from '../nets/weights.ts'

type DataType = 'DT_FLOAT' | 'DT_INT32' | 'DT_BOOL'

/** The attributes of a node, as TensorFlow's `AttrValue` looks in JSON. */
export type NodeAttribute =
  | { type: DataType }
  | { b: boolean }
  | { i: number }
  | { s: string }
  | { list: { i: readonly number[] } }

interface GraphNode {
  name: string
  op: string
  input?: readonly string[]
  attr: Record<string, unknown>
}

interface WeightSpec {
  name: string
  shape: readonly number[]
  dtype: 'float32' | 'int32'
}

/** A graph model as tensorflow.js loads it: the topology as JSON, and the bytes of all weights. */
export interface TfjsModel {
  json: object
  weights: Uint8Array
}

const weightsFile = 'weights.bin'

/** Writes a graph model of tensorflow.js. Values are known by their names. */
export class TfjsGraph {
  private readonly nodes: GraphNode[] = []
  private readonly specs: WeightSpec[] = []
  private readonly parts: Uint8Array[] = []
  private readonly inputs: Record<string, object> = {}

  /** −1 is a length that each run chooses. */
  input(name: string, type: 'DT_FLOAT' | 'DT_INT32', shape: readonly number[]): string {
    const sizes = { dim: shape.map((size) => ({ size: String(size) })) }
    this.nodes.push({ name, op: 'Placeholder', attr: { dtype: { type }, shape: { shape: sizes } } })
    this.inputs[name] = { name: `${name}:0`, dtype: type, tensorShape: sizes }
    return name
  }

  floats(values: Float32Array, shape: readonly number[]): string {
    return this.constant(values, 'float32', 'DT_FLOAT', shape)
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(Int32Array.from(values), 'int32', 'DT_INT32', shape)
  }

  /** Adds a node; of several outputs, number `i` is `name:i`. */
  add(op: string, input: readonly string[], attributes: Record<string, NodeAttribute> = {}): string {
    const name = `v${this.nodes.length}`
    this.nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attributes } })
    return name
  }

  finish(output: string, classes: number, metadata: Record<string, string>): TfjsModel {
    this.nodes.push({
      name: 'probabilities',
      op: 'Identity',
      input: [output],
      attr: { T: { type: 'DT_FLOAT' } },
    })
    const sizes = { dim: [{ size: '-1' }, { size: String(classes) }] }
    const json = {
      format: 'graph-model',
      generatedBy: 'assay',
      convertedBy: null,
      signature: {
        inputs: this.inputs,
        outputs: {
          probabilities: { name: 'probabilities:0', dtype: 'DT_FLOAT', tensorShape: sizes },
        },
      },
      userDefinedMetadata: metadata,
      modelTopology: { node: this.nodes, library: {}, versions: { producer: 1 } },
      weightsManifest: [{ paths: [weightsFile], weights: this.specs }],
    }
    return { json, weights: joinBytes(this.parts) }
  }

  private constant(
    values: Float32Array | Int32Array,
    dtype: WeightSpec['dtype'],
    type: DataType,
    shape: readonly number[],
  ): string {
    if (values.length !== shapeSize(shape))
      throw new RangeError(`${values.length} values do not fill the shape ${shape.join(' × ')}.`)
    const name = `v${this.nodes.length}`
    this.nodes.push({ name, op: 'Const', attr: { dtype: { type } } })
    this.specs.push({ name, shape, dtype })
    this.parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return name
  }
}

/** Texts lie in attributes as base64. */
export function textAttribute(text: string): NodeAttribute {
  return { s: btoa(text) }
}
