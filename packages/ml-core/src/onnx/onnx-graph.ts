import { shapeSize } from '../nets/weights.ts'
import { ProtobufWriter, rawBytes } from './protobuf-writer.ts'

/** Intermediate representation 8 goes with operator set 17; both are read by every runtime of 2022 and later. */
const irVersion = 8
const operatorSet = 17
const mlDomain = 'ai.onnx.ml'
const mlOperatorSet = 3

/** Numbers of `TensorProto.DataType`. */
const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10, float64: 11 } as const

export type ElementType = keyof typeof elementTypes

/** A length, or the name of one that each run chooses. */
export type Dimension = number | string

export type Attribute =
  | { int: number }
  | { ints: readonly number[] }
  | { float: number }
  | { floats: ArrayLike<number> }
  | { string: string }
  | { strings: readonly string[] }
  | { doubles: Float64Array }

export interface NodeOptions {
  attributes?: Record<string, Attribute>
  /** Left out, the operators of ONNX itself. */
  domain?: typeof mlDomain
  /** How many values the node gives; an ONNX output that is not wanted is left out at the end. */
  outputs?: number
}

/** Writes an ONNX model of one graph. Values are known by their names; nodes stand in the order of their making. */
export class OnnxGraph {
  private readonly graph = new ProtobufWriter()
  private readonly producer: string
  private readonly metadata: Record<string, string>
  private values = 0
  private readsMl = false

  /** `metadata` is kept in the file as it is. */
  constructor(name: string, metadata: Record<string, string> = {}) {
    this.producer = 'assay'
    this.metadata = metadata
    this.graph.text(2, name)
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.graph.message(11, valueInfo(name, type, shape))
    return name
  }

  output(name: string, value: string, type: ElementType, shape: readonly Dimension[]): void {
    this.graph.message(1, nodeMessage('Identity', [value], [name], {}))
    this.graph.message(12, valueInfo(name, type, shape))
  }

  /** 64-bit integers are given as plain numbers. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.tensor('int64', BigInt64Array.from(values, BigInt), shape)
  }

  floats(values: Float32Array, shape: readonly number[]): string {
    return this.tensor('float32', values, shape)
  }

  tensor(type: ElementType, values: ArrayBufferView & { length: number }, shape: readonly number[]): string {
    if (values.length !== shapeSize(shape))
      throw new RangeError(`${values.length} values do not fill the shape ${shape.join(' × ')}.`)
    const name = this.nextName()
    this.graph.message(5, tensorMessage(name, type, values, shape))
    return name
  }

  /** Adds a node and gives the name of its only output. */
  add(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.addNode(operator, inputs, { attributes })[0]
  }

  /** Adds a node and gives the names of its outputs. */
  addNode(operator: string, inputs: readonly string[], options: NodeOptions): string[] {
    const names = Array.from({ length: options.outputs ?? 1 }, () => this.nextName())
    if (options.domain === mlDomain) this.readsMl = true
    this.graph.message(1, nodeMessage(operator, inputs, names, options))
    return names
  }

  encode(): Uint8Array {
    const model = new ProtobufWriter()
    model.integer(1, irVersion).text(2, this.producer).message(7, this.graph)
    model.message(8, new ProtobufWriter().text(1, '').integer(2, operatorSet))
    if (this.readsMl) model.message(8, new ProtobufWriter().text(1, mlDomain).integer(2, mlOperatorSet))
    for (const [key, value] of Object.entries(this.metadata))
      model.message(14, new ProtobufWriter().text(1, key).text(2, value))
    return model.finish()
  }

  private nextName(): string {
    return `v${this.values++}`
  }
}

function tensorMessage(
  name: string,
  type: ElementType,
  values: ArrayBufferView,
  shape: readonly number[],
): ProtobufWriter {
  const message = new ProtobufWriter().packedIntegers(1, shape).integer(2, elementTypes[type])
  return message.text(8, name).bytes(9, rawBytes(values))
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter()
  for (const length of shape) {
    const own = new ProtobufWriter()
    dimensions.message(1, typeof length === 'string' ? own.text(2, length) : own.integer(1, length))
  }
  const tensor = new ProtobufWriter().integer(1, elementTypes[type]).message(2, dimensions)
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor))
}

function nodeMessage(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  { attributes = {}, domain }: NodeOptions,
): ProtobufWriter {
  const node = new ProtobufWriter()
  for (const input of inputs) node.text(1, input)
  for (const output of outputs) node.text(2, output)
  node.text(4, operator)
  for (const [name, attribute] of Object.entries(attributes))
    node.message(5, attributeMessage(name, attribute))
  if (domain !== undefined) node.text(7, domain)
  return node
}

/** The last field is the number of `AttributeProto.AttributeType`. */
function attributeMessage(name: string, attribute: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().text(1, name)
  if ('float' in attribute) return message.float(2, attribute.float).integer(20, 1)
  if ('int' in attribute) return message.integer(3, attribute.int).integer(20, 2)
  if ('string' in attribute) return message.text(4, attribute.string).integer(20, 3)
  if ('floats' in attribute) return message.packedFloats(7, attribute.floats).integer(20, 6)
  if ('doubles' in attribute) {
    const { doubles } = attribute
    return message.message(5, tensorMessage(name, 'float64', doubles, [doubles.length])).integer(20, 4)
  }
  if ('ints' in attribute) return message.packedIntegers(8, attribute.ints).integer(20, 7)
  for (const text of attribute.strings) message.text(9, text)
  return message.integer(20, 8)
}
