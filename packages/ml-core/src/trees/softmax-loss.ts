/**
 * Log loss over scores that lie class by class: with two classes one score per row (the log-odds of the
 * second), otherwise one per class.
 */
export class SoftmaxLoss {
  readonly outputs: number
  private readonly labels: Int32Array
  private readonly rows: Int32Array
  /** Probabilities of the outputs, per output one for every row of the table. */
  readonly probabilities: readonly Float32Array[]
  private readonly top: Float32Array
  private readonly total: Float32Array

  /** `rows`: those that count, of the table that `labels` belong to. */
  constructor(labels: Int32Array, rows: Int32Array, outputs: number) {
    this.labels = labels
    this.rows = rows
    this.outputs = outputs
    this.probabilities = Array.from({ length: outputs }, () => new Float32Array(labels.length))
    this.top = new Float32Array(outputs > 1 ? labels.length : 0)
    this.total = new Float32Array(outputs > 1 ? labels.length : 0)
  }

  /** Reads the scores anew; returns the mean loss. */
  update(scores: readonly Float32Array[]): number {
    if (this.rows.length === 0) return 0
    return (this.outputs === 1 ? this.updateTwo(scores[0]) : this.updateMany(scores)) / this.rows.length
  }

  /** First and second derivatives of the loss by the scores of one output. */
  derivatives(output: number, gradients: Float32Array, curvatures: Float32Array): void {
    const { labels, rows } = this
    const own = this.probabilities[output]
    const label = this.outputs === 1 ? 1 : output
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const probability = own[row]
      gradients[row] = labels[row] === label ? probability - 1 : probability
      curvatures[row] = probability * (1 - probability)
    }
  }

  private updateTwo(scores: Float32Array): number {
    const [own] = this.probabilities
    let loss = 0
    for (const row of this.rows) {
      const score = scores[row]
      const away = Math.exp(-Math.abs(score))
      own[row] = score >= 0 ? 1 / (1 + away) : away / (1 + away)
      const wrong = this.labels[row] === 1 ? -score : score
      loss += Math.log1p(away) + (wrong > 0 ? wrong : 0)
    }
    return loss
  }

  private updateMany(scores: readonly Float32Array[]): number {
    const { top, total, rows, labels, probabilities } = this
    top.fill(Number.NEGATIVE_INFINITY)
    total.fill(0)
    for (const own of scores) highest(own, rows, top)
    for (let k = 0; k < scores.length; k++) exponentials(scores[k], rows, top, probabilities[k], total)
    for (const own of probabilities) shares(own, rows, total)
    let loss = 0
    for (const row of rows) loss += Math.log(total[row]) + top[row] - scores[labels[row]][row]
    return loss
  }
}

function highest(scores: Float32Array, rows: Int32Array, top: Float32Array): void {
  for (let i = 0; i < rows.length; i++) if (scores[rows[i]] > top[rows[i]]) top[rows[i]] = scores[rows[i]]
}

function exponentials(
  scores: Float32Array,
  rows: Int32Array,
  top: Float32Array,
  out: Float32Array,
  total: Float32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const power = Math.exp(scores[row] - top[row])
    out[row] = power
    total[row] += power
  }
}

function shares(probabilities: Float32Array, rows: Int32Array, total: Float32Array): void {
  for (let i = 0; i < rows.length; i++) probabilities[rows[i]] /= total[rows[i]]
}
