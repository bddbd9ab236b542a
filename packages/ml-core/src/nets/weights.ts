import { arrayBytes, readFloats } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { Random } from '../random.ts'

/** Shape per weight, by name; the order of the names is the order in which weights are drawn. */
export type WeightShapes = Record<string, readonly number[]>

/** Values per weight, row-major, by name. */
export type Weights = Record<string, Float32Array>

export function shapeSize(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}

/**
 * Glorot-uniform values (Glorot & Bengio 2010) for weights of two or more axes, the last being the outputs;
 * zeros for the others.
 */
export function initialWeights(shapes: WeightShapes, random: Random): Weights {
  const weights: Weights = {}
  for (const [name, shape] of Object.entries(shapes)) {
    const values = new Float32Array(shapeSize(shape))
    if (shape.length > 1) {
      const outputs = shape[shape.length - 1]
      const field = shapeSize(shape.slice(0, -2))
      const limit = Math.sqrt(6 / (field * (shape[shape.length - 2] + outputs)))
      for (let i = 0; i < values.length; i++) values[i] = (random.next() * 2 - 1) * limit
    }
    weights[name] = values
  }
  return weights
}

/** The weights as files, `prefix` before their names. */
export function weightFiles(weights: Weights, prefix = ''): BundleFiles {
  const files: BundleFiles = {}
  for (const [name, values] of Object.entries(weights)) files[`${prefix}${name}.f32`] = arrayBytes(values)
  return files
}

/** Reads weights of the given shapes back; throws `ArtifactCorrupt`. */
export function readWeights(files: BundleFiles, shapes: WeightShapes, prefix = ''): Weights {
  const weights: Weights = {}
  for (const [name, shape] of Object.entries(shapes))
    weights[name] = readFloats(files, `${prefix}${name}.f32`, shapeSize(shape))
  return weights
}
