import type { ZodType } from 'zod'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'

/** Arrays are stored as they lie in memory: little-endian, like every machine that Node runs on. */
export function arrayBytes(array: Float32Array | Int32Array | Int16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

/** Reads a file of 32-bit floats; throws `ArtifactCorrupt` if missing, of another length, or not finite. */
export function readFloats(files: BundleFiles, name: string, length: number): Float32Array {
  const floats = new Float32Array(alignedBytes(files, name, length))
  for (const value of floats)
    if (!Number.isFinite(value)) throw new ArtifactCorrupt(`${name} holds a value that is not finite.`)
  return floats
}

/** Reads a file of 32-bit integers. */
export function readInts(files: BundleFiles, name: string, length: number): Int32Array {
  return new Int32Array(alignedBytes(files, name, length))
}

export function readJson<T>(files: BundleFiles, name: string, schema: ZodType<T>): T {
  const bytes = requireFile(files, name)
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (error) {
    throw new ArtifactCorrupt(`${name} is not what it should be.`, { cause: error })
  }
}

function requireFile(files: BundleFiles, name: string): Uint8Array {
  const bytes = files[name]
  if (bytes === undefined) throw new ArtifactCorrupt(`${name} is missing.`)
  return bytes
}

function alignedBytes(files: BundleFiles, name: string, length: number): ArrayBuffer {
  const bytes = requireFile(files, name)
  if (bytes.byteLength !== length * 4)
    throw new ArtifactCorrupt(`${name} holds ${bytes.byteLength} bytes instead of ${length * 4}.`)
  return new Uint8Array(bytes).buffer
}
