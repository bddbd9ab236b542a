import { integrateGradients } from '../explain/integrated-gradients.ts'
import type { LogOdds } from '../explain/log-odds.ts'
import type { Weights } from '../nets/weights.ts'
import { addProduct, type SequenceNet } from './architecture.ts'
import { GruTape } from './gru-tape.ts'
import { ProjectionTable } from './projection-table.ts'
import { padding } from './sequence-encoder.ts'
import { sigmoid } from './sigmoid.ts'

/** A gated recurrent unit on typed arrays; what each token brings to the gates is looked up. */
export class GruNet implements SequenceNet {
  private readonly units: number
  /** Shares of the tokens in update gate, reset gate and candidate. */
  private readonly table: ProjectionTable
  /** 3 units × units: of update gate, reset gate and candidate. In doubles, which need no widening in the loop. */
  private readonly recurrent: Float64Array
  private readonly output: Float32Array
  private readonly outputBias: Float32Array
  /** What a token of zeros brings to the gates. */
  private readonly bias: Float32Array
  private readonly state: Float64Array
  private readonly sums: Float64Array
  private readonly mean: Float32Array
  private readonly scores: Float32Array

  constructor(weights: Weights, classes: number, units: number) {
    this.units = units
    const input = sideBySide(weights['gates'], weights['candidate'], units)
    const bias = sideBySide(weights['gates-bias'], weights['candidate-bias'], units)
    this.bias = bias
    this.table = new ProjectionTable(weights['embedding'], input, bias)
    this.recurrent = transposed(
      sideBySide(weights['gates-recurrent'], weights['candidate-recurrent'], units),
      units,
    )
    this.output = weights['output']
    this.outputBias = weights['output-bias']
    this.state = new Float64Array(units)
    this.sums = new Float64Array(3 * units)
    this.mean = new Float32Array(units)
    this.scores = new Float32Array(classes)
  }

  get bytes(): number {
    return this.table.bytes + this.recurrent.byteLength + this.output.byteLength + this.outputBias.byteLength
  }

  forward(ids: Int32Array, length: number): Float32Array {
    const { state, mean, scores, units } = this
    state.fill(0)
    mean.fill(0)
    let steps = 0
    for (let t = 0; t < length; t++) {
      if (ids[t] === padding) continue
      this.step(ids[t])
      for (let j = 0; j < units; j++) mean[j] += state[j]
      steps++
    }
    for (let j = 0; j < units; j++) mean[j] /= Math.max(1, steps)
    scores.set(this.outputBias)
    addProduct(mean, this.output, scores)
    return scores
  }

  attribute(ids: Int32Array, odds: LogOdds): Float64Array {
    const { units, recurrent, table, bias, output, outputBias } = this
    const places = Array.from(ids.keys()).filter((t) => ids[t] !== padding)
    const inputs = places.map((t) => {
      const from = table.find(ids[t])
      return table.values.slice(from, from + 3 * units)
    })
    const tape = new GruTape(recurrent, bias, units)
    const classes = outputBias.length
    const shares = integrateGradients(places.length, (place) => {
      const mean = tape.play(inputs, place)
      const scores = outputBias.slice()
      addProduct(mean, output, scores)
      const slopes = odds.gradient(scores)
      const byMean = mean.map((_, j) => {
        let slope = 0
        for (let k = 0; k < classes; k++) slope += slopes[k] * output[j * classes + k]
        return slope
      })
      return { score: odds.value(scores), rates: tape.rewind(inputs, byMean) }
    })
    const perPlace = new Float64Array(ids.length)
    places.forEach((t, at) => {
      perPlace[t] = shares[at]
    })
    return perPlace
  }

  private step(id: number): void {
    const { units, state, sums, recurrent, table } = this
    const from = table.find(id)
    const { values } = table
    // Four sums at a time: they stay in registers, and each value of the state is loaded once for all four.
    for (let j = 0; j < 3 * units; j += 4) {
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let i = 0, at = j * units; i < units; i++, at++) {
        const value = state[i]
        a += value * recurrent[at]
        b += value * recurrent[at + units]
        c += value * recurrent[at + 2 * units]
        d += value * recurrent[at + 3 * units]
      }
      sums[j] = a
      sums[j + 1] = b
      sums[j + 2] = c
      sums[j + 3] = d
    }
    for (let j = 0; j < units; j++) {
      const update = sigmoid(values[from + j] + sums[j])
      const reset = sigmoid(values[from + units + j] + sums[units + j])
      const candidate = Math.tanh(values[from + 2 * units + j] + reset * sums[2 * units + j])
      state[j] = candidate + update * (state[j] - candidate)
    }
  }
}

/** The columns of a rows × columns matrix as rows. */
function transposed(matrix: Float32Array, rows: number): Float64Array {
  const columns = matrix.length / rows
  return Float64Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)])
}

/** Rows of 2 units and of 1 unit as rows of 3 units. */
function sideBySide(gates: Float32Array, candidate: Float32Array, units: number): Float32Array {
  const rows = candidate.length / units
  const joined = new Float32Array(rows * 3 * units)
  for (let row = 0; row < rows; row++) {
    joined.set(gates.subarray(row * 2 * units, (row + 1) * 2 * units), row * 3 * units)
    joined.set(candidate.subarray(row * units, (row + 1) * units), row * 3 * units + 2 * units)
  }
  return joined
}
