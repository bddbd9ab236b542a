import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'
import type { FileEncoding } from '../schema/compression.ts'
import { fromHalf, largestHalf, toHalf } from './float16.ts'

/** Shorter files are not worth what they lose. */
const fewestValues = 64
const highestCode = 255

export interface EncodedFiles {
  files: BundleFiles
  /** By file name; files that are not named here are stored as they are. */
  encodings: Record<string, FileEncoding>
}

/** Stores the longer files of 32-bit floats as codes of 16 or 8 bits. */
export function encodeFiles(files: BundleFiles, dtype: FileEncoding['dtype']): EncodedFiles {
  const encoded: EncodedFiles = { files: { ...files }, encodings: {} }
  for (const [name, bytes] of Object.entries(files)) {
    const values = name.endsWith('.f32') ? floatsOf(bytes) : null
    if (values === null || values.length < fewestValues) continue
    const made = dtype === 'float16' ? asHalves(values) : asBytes(values)
    if (made === null) continue
    encoded.files[name] = made.bytes
    encoded.encodings[name] = made.encoding
  }
  return encoded
}

/** The files as 32-bit floats again. */
export function decodeFiles({ files, encodings }: EncodedFiles): BundleFiles {
  const decoded: BundleFiles = { ...files }
  for (const [name, encoding] of Object.entries(encodings))
    if (decoded[name] !== undefined) decoded[name] = decode(name, decoded[name], encoding)
  return decoded
}

function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}

/** Null where a value is beyond half precision. */
function asHalves(values: Float32Array): { bytes: Uint8Array; encoding: FileEncoding } | null {
  if (values.some((value) => Math.abs(value) > largestHalf)) return null
  const halves = Uint16Array.from(values, toHalf)
  return { bytes: new Uint8Array(halves.buffer), encoding: { dtype: 'float16' } }
}

/**
 * One scale for the whole file. Nought has a code of its own, so that weights that are nought stay so (as in
 * Jacob et al. 2018, “Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference”).
 */
function asBytes(values: Float32Array): { bytes: Uint8Array; encoding: FileEncoding } {
  let low = 0
  let high = 0
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const scale = (high - low) / highestCode || 1
  const min = -Math.round(-low / scale) * scale
  const code = (value: number) => Math.max(0, Math.min(highestCode, Math.round((value - min) / scale)))
  return { bytes: Uint8Array.from(values, code), encoding: { dtype: 'uint8', min, scale } }
}

function decode(name: string, bytes: Uint8Array, encoding: FileEncoding): Uint8Array {
  if (encoding.dtype === 'uint8') {
    const { min, scale } = encoding
    return new Uint8Array(Float32Array.from(bytes, (code) => code * scale + min).buffer)
  }
  if (bytes.byteLength % 2 !== 0) throw new ArtifactCorrupt(`${name} does not hold whole numbers of 16 bits.`)
  const halves = new Uint16Array(new Uint8Array(bytes).buffer)
  return new Uint8Array(Float32Array.from(halves, fromHalf).buffer)
}
