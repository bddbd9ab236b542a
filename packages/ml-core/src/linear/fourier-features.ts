import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readInts, readJson } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { Random } from '../random.ts'
import type { DenseMatrix } from './dense-hinge.ts'

/** Of the kernel exp(−γ‖x − y‖²), times the number of standardised inputs. */
const gamma = 0.4
const wantedOutputs = 2048
/** Squared length of every row of outputs: brings the penalties that a dense head tries to where they matter. */
const squaredLength = 40
/** Added to a variance: an input that never changes stays out. */
const leastVariance = 1e-6
const rounds = 3

const headerSchema = z.object({
  inputs: z.int().min(1).max(100_000),
  blocks: z.int().min(1).max(100_000),
})

/**
 * Random Fourier features of a Gaussian kernel, so that a linear classifier of them draws the curved borders
 * of a kernel machine (Rahimi & Recht 2007), projected by products of Hadamard and sign matrices
 * (structured orthogonal random features, Yu et al. 2016) over standardised inputs.
 */
export class FourierFeatures {
  readonly inputs: number
  readonly size: number
  /** Inputs, made up to a power of two. */
  private readonly width: number
  private readonly mean: Float32Array
  /** One over the standard deviation. */
  private readonly scale: Float32Array
  /** Of every block, `rounds` × width. */
  private readonly signs: Int32Array
  private readonly phases: Float32Array
  private readonly block: Float32Array

  private constructor(mean: Float32Array, scale: Float32Array, signs: Int32Array, phases: Float32Array) {
    this.inputs = mean.length
    this.width = widthOf(mean.length)
    this.size = phases.length
    this.mean = mean
    this.scale = scale
    this.signs = signs
    this.phases = phases
    this.block = new Float32Array(this.width)
  }

  /** Learns the inputs' scales from the rows of a matrix. */
  static learn({ rows, columns, values }: DenseMatrix, seed: number): FourierFeatures {
    const sums = new Float64Array(columns)
    const squares = new Float64Array(columns)
    for (let i = 0; i < rows * columns; i++) sums[i % columns] += values[i]
    for (let i = 0; i < rows * columns; i++)
      squares[i % columns] += (values[i] - sums[i % columns] / rows) ** 2
    const random = new Random(seed)
    const width = widthOf(columns)
    const size = Math.max(1, Math.ceil(wantedOutputs / width)) * width
    return new FourierFeatures(
      Float32Array.from(sums, (sum) => sum / rows),
      Float32Array.from(squares, (sum) => 1 / Math.sqrt(sum / rows + leastVariance)),
      Int32Array.from({ length: rounds * size }, () => (random.next() < 0.5 ? -1 : 1)),
      Float32Array.from({ length: size }, () => 2 * Math.PI * random.next()),
    )
  }

  /** Throws `ArtifactCorrupt`. */
  static load(files: BundleFiles): FourierFeatures {
    const { inputs, blocks } = readJson(files, 'fourier.json', headerSchema)
    const size = blocks * widthOf(inputs)
    const scales = readFloats(files, 'scales.f32', 2 * inputs)
    return new FourierFeatures(
      scales.slice(0, inputs),
      scales.slice(inputs),
      readInts(files, 'signs.i32', rounds * size),
      readFloats(files, 'phases.f32', size),
    )
  }

  get bytes(): number {
    return 8 * this.inputs + 4 * (rounds + 1) * this.size + 4 * this.width
  }

  /** Writes the features of the inputs at `values[from …]` to `out[at …]`. */
  write(values: Float32Array, from: number, out: Float32Array, at: number): void {
    const { inputs, width, size, mean, scale, signs, phases, block } = this
    // Three transforms, not normalised, make lengths grow by width^1.5; a Gaussian matrix by its root alone.
    const shrink = Math.sqrt((2 * gamma) / inputs) / width
    const height = Math.sqrt((2 * squaredLength) / size)
    for (let start = 0; start < size; start += width) {
      for (let j = 0; j < inputs; j++) block[j] = (values[from + j] - mean[j]) * scale[j]
      block.fill(0, inputs)
      for (let round = 0; round < rounds; round++) {
        const row = start * rounds + round * width
        for (let j = 0; j < width; j++) block[j] *= signs[row + j]
        hadamard(block)
      }
      for (let j = 0; j < width; j++)
        out[at + start + j] = height * Math.cos(block[j] * shrink + phases[start + j])
    }
  }

  save(): BundleFiles {
    const scales = new Float32Array(2 * this.inputs)
    scales.set(this.mean)
    scales.set(this.scale, this.inputs)
    return {
      'fourier.json': jsonBytes({ inputs: this.inputs, blocks: this.size / this.width }),
      'scales.f32': arrayBytes(scales),
      'signs.i32': arrayBytes(this.signs),
      'phases.f32': arrayBytes(this.phases),
    }
  }
}

function widthOf(inputs: number): number {
  return 2 ** Math.ceil(Math.log2(inputs))
}

/** The fast Walsh–Hadamard transform, in place and not normalised. */
function hadamard(values: Float32Array): void {
  for (let width = 1; width < values.length; width *= 2)
    for (let start = 0; start < values.length; start += 2 * width)
      for (let j = start; j < start + width; j++) {
        const upper = values[j]
        const lower = values[j + width]
        values[j] = upper + lower
        values[j + width] = upper - lower
      }
}
