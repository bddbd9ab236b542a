/** ln(p / (1 − p)) of one class under softmax(β · scores): what a net's explanation adds up to. */
export class LogOdds {
  readonly label: number
  private readonly inverseTemperature: number

  constructor(label: number, inverseTemperature: number) {
    this.label = label
    this.inverseTemperature = inverseTemperature
  }

  value(scores: ArrayLike<number>): number {
    const { label, inverseTemperature } = this
    const top = this.topOther(scores)
    let others = 0
    for (let k = 0; k < scores.length; k++)
      if (k !== label) others += Math.exp(inverseTemperature * (scores[k] - top))
    return inverseTemperature * (scores[label] - top) - Math.log(others)
  }

  /** By every score: β for the class, −β times its share among the others for each of those. */
  gradient(scores: ArrayLike<number>): Float32Array {
    const { label, inverseTemperature } = this
    const top = this.topOther(scores)
    const slopes = new Float32Array(scores.length)
    let others = 0
    for (let k = 0; k < scores.length; k++)
      if (k !== label) {
        slopes[k] = Math.exp(inverseTemperature * (scores[k] - top))
        others += slopes[k]
      }
    for (let k = 0; k < scores.length; k++) slopes[k] *= -inverseTemperature / others
    slopes[label] = inverseTemperature
    return slopes
  }

  private topOther(scores: ArrayLike<number>): number {
    let top = Number.NEGATIVE_INFINITY
    for (let k = 0; k < scores.length; k++) if (k !== this.label && scores[k] > top) top = scores[k]
    return top
  }
}
