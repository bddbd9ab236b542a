import { softmaxInto } from '../calibration/temperature.ts'
import { logLoss, mostProbable } from '../metrics/probability.ts'
import type { DenseNet } from './dense-net.ts'
import type { NetExamples } from './fit-dense-net.ts'

export interface NetFigures {
  loss: number
  accuracy: number
}

/** Scores of every row, rows × classes. */
export function netScores(net: DenseNet, { inputs }: NetExamples): Float32Array {
  const classes = net.layers[net.layers.length - 1].outputs
  const scores = new Float32Array(inputs.rows * classes)
  for (let row = 0; row < inputs.rows; row++) {
    const from = inputs.offsets[row]
    const to = inputs.offsets[row + 1]
    scores.set(
      net.forward(inputs.indices.subarray(from, to), inputs.values.subarray(from, to), to - from),
      row * classes,
    )
  }
  return scores
}

export function measureNet(net: DenseNet, examples: NetExamples): NetFigures {
  const classes = net.layers[net.layers.length - 1].outputs
  return figuresOfScores(netScores(net, examples), examples.labels, classes)
}

/** Figures of scores, rows × classes. */
export function figuresOfScores(scores: Float32Array, labels: Int32Array, classes: number): NetFigures {
  const rows = labels.length
  const probabilities = new Float32Array(scores.length)
  for (let row = 0; row < rows; row++)
    softmaxInto(scores.subarray(row * classes, (row + 1) * classes), classes, 1, probabilities, row * classes)
  const predicted = mostProbable(probabilities, classes)
  let right = 0
  for (let row = 0; row < rows; row++) if (predicted[row] === labels[row]) right++
  return { loss: logLoss(probabilities, labels, classes), accuracy: rows > 0 ? right / rows : 0 }
}
