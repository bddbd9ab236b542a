import { joinBytes } from '../bundle/binary.ts'

const varintWire = 0
const lengthWire = 2
const fixed32Wire = 5

/** Writes the fields of one protocol-buffers message in the order of its calls (protobuf.dev/programming-guides/encoding). */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = []
  private length = 0

  /** An integer of up to 53 bits; negative ones take ten bytes, as `int64` wants them. */
  integer(field: number, value: number): this {
    return this.tag(field, varintWire).push(varint(value))
  }

  float(field: number, value: number): this {
    return this.tag(field, fixed32Wire).push(rawBytes(Float32Array.of(value)))
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    return this.tag(field, lengthWire).push(varint(value.byteLength)).push(value)
  }

  message(field: number, value: ProtobufWriter): this {
    this.tag(field, lengthWire).push(varint(value.length))
    for (const part of value.parts) this.push(part)
    return this
  }

  packedIntegers(field: number, values: readonly number[]): this {
    const own = new ProtobufWriter()
    for (const value of values) own.push(varint(value))
    return this.message(field, own)
  }

  packedFloats(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, rawBytes(Float32Array.from(values)))
  }

  finish(): Uint8Array {
    return joinBytes(this.parts)
  }

  private tag(field: number, wire: number): this {
    return this.push(varint(field * 8 + wire))
  }

  private push(part: Uint8Array): this {
    this.parts.push(part)
    this.length += part.length
    return this
  }
}

/** An array's bytes as they lie in memory: little-endian, as protocol buffers and ONNX want them. */
export function rawBytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function varint(value: number): Uint8Array {
  if (value >= 0 && value < 128) return Uint8Array.of(value)
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
