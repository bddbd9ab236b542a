import { sigmoid } from './sigmoid.ts'

/** What one step leaves for its gradient, a value per unit each. */
interface Step {
  before: Float64Array
  update: Float64Array
  reset: Float64Array
  /** Share of the state in the candidate, before the reset gate. */
  recurrent: Float64Array
  candidate: Float64Array
}

/** Runs a gated recurrent unit over scaled inputs and keeps what the gradient by these inputs needs. */
export class GruTape {
  private readonly units: number
  /** 3 units × units, of update gate, reset gate and candidate. */
  private readonly kernel: Float64Array
  private readonly bias: Float32Array
  private steps: Step[] = []

  constructor(kernel: Float64Array, bias: Float32Array, units: number) {
    this.kernel = kernel
    this.bias = bias
    this.units = units
  }

  /** Mean state over inputs of 3 units each that lie `place` of the way from the bias to what they are. */
  play(inputs: readonly Float32Array[], place: number): Float32Array {
    const { units, bias } = this
    const mean = new Float32Array(units)
    let state = new Float64Array(units)
    this.steps = inputs.map((input) => {
      const step = this.step(state, (j) => bias[j] + place * (input[j] - bias[j]))
      state = step.candidate.map((value, j) => value + step.update[j] * (step.before[j] - value))
      for (let j = 0; j < units; j++) mean[j] += state[j] / inputs.length
      return step
    })
    return mean
  }

  /** Per input its distance from the bias times the gradient of what has the gradient `byMean` by the mean state. */
  rewind(inputs: readonly Float32Array[], byMean: Float32Array): Float64Array {
    const { units, bias, kernel } = this
    const rates = new Float64Array(inputs.length)
    let later = new Float64Array(units)
    for (let t = inputs.length - 1; t >= 0; t--) {
      const { before, update, reset, recurrent, candidate } = this.steps[t]
      const earlier = new Float64Array(units)
      const bySums = new Float64Array(3 * units)
      for (let j = 0; j < units; j++) {
        const byState = byMean[j] / inputs.length + later[j]
        const kept = byState * update[j]
        const byCandidate = (byState - kept) * (1 - candidate[j] ** 2)
        const byUpdate = (before[j] - candidate[j]) * kept * (1 - update[j])
        const byReset = byCandidate * recurrent[j] * reset[j] * (1 - reset[j])
        const distance = (gate: number) => inputs[t][gate * units + j] - bias[gate * units + j]
        rates[t] += byUpdate * distance(0) + byReset * distance(1) + byCandidate * distance(2)
        earlier[j] += kept
        bySums[j] = byUpdate
        bySums[units + j] = byReset
        bySums[2 * units + j] = byCandidate * reset[j]
      }
      for (let j = 0; j < 3 * units; j++)
        for (let i = 0; i < units; i++) earlier[i] += bySums[j] * kernel[j * units + i]
      later = earlier
    }
    return rates
  }

  private step(before: Float64Array, input: (j: number) => number): Step {
    const { units, kernel } = this
    const sums = new Float64Array(3 * units)
    for (let j = 0; j < 3 * units; j++)
      for (let i = 0; i < units; i++) sums[j] += before[i] * kernel[j * units + i]
    const update = before.map((_, j) => sigmoid(input(j) + sums[j]))
    const reset = before.map((_, j) => sigmoid(input(units + j) + sums[units + j]))
    const recurrent = sums.slice(2 * units)
    const candidate = before.map((_, j) => Math.tanh(input(2 * units + j) + reset[j] * recurrent[j]))
    return { before, update, reset, recurrent, candidate }
  }
}
