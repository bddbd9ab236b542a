/**
 * Rows of an embedding times a matrix, each computed when its token is first met: a text's tokens repeat, so
 * that hosting adds up rows where training multiplies matrices.
 */
export class ProjectionTable {
  readonly width: number
  private readonly embedding: Float32Array
  private readonly kernel: Float32Array
  private readonly bias: Float32Array
  private readonly rows: Float32Array
  private readonly known: Uint8Array
  private readonly sums: Float64Array

  /** `embedding` is numbers × inputs, `kernel` inputs × width. */
  constructor(embedding: Float32Array, kernel: Float32Array, bias: Float32Array) {
    this.width = bias.length
    this.embedding = embedding
    this.kernel = kernel
    this.bias = bias
    const inputs = kernel.length / this.width
    this.known = new Uint8Array(embedding.length / inputs)
    this.rows = new Float32Array(this.known.length * this.width)
    this.sums = new Float64Array(this.width)
  }

  get bytes(): number {
    const { embedding, kernel, bias, rows, known } = this
    return embedding.byteLength + kernel.byteLength + bias.byteLength + rows.byteLength + known.byteLength
  }

  /** Where the token's row begins in `values`. */
  find(id: number): number {
    if (this.known[id] === 0) this.fill(id)
    return id * this.width
  }

  get values(): Float32Array {
    return this.rows
  }

  private fill(id: number): void {
    const { embedding, kernel, sums, width } = this
    const inputs = kernel.length / width
    sums.set(this.bias)
    for (let i = 0; i < inputs; i++) {
      const value = embedding[id * inputs + i]
      for (let j = 0; j < width; j++) sums[j] += value * kernel[i * width + j]
    }
    this.rows.set(sums, id * width)
    this.known[id] = 1
  }
}
