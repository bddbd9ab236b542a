import type { Weights } from '../../nets/weights.ts'
import { type CnnPlan, type ConvStage, field } from './plan.ts'

/** A CNN on typed arrays. */
export class CnnNet {
  private readonly plan: CnnPlan
  private readonly weights: Weights
  private readonly classes: number

  constructor(plan: CnnPlan, weights: Weights, classes: number) {
    this.plan = plan
    this.weights = weights
    this.classes = classes
  }

  /** Scores per class of one picture, height × width × channels. */
  forward(inputs: Float32Array): Float32Array {
    const { plan, weights, classes } = this
    let x = inputs
    plan.stages.forEach((stage, s) => {
      x = convolve(x, stage, weights[`filter-${s}`], weights[`filter-${s}-bias`])
      if (stage.pooled)
        x = pool(
          x,
          Math.ceil(stage.height / stage.stride),
          Math.ceil(stage.width / stage.stride),
          stage.outputs,
        )
    })
    const scores = weights['output-bias'].slice()
    const kernel = weights['output']
    for (let j = 0; j < x.length; j++)
      if (x[j] !== 0) for (let k = 0; k < classes; k++) scores[k] += x[j] * kernel[j * classes + k]
    return scores
  }
}

/** A convolution with relu; what lies outside counts as nought. What is nought, as much is after relu, is passed over. */
function convolve(x: Float32Array, stage: ConvStage, kernel: Float32Array, bias: Float32Array): Float32Array {
  const { inputs, outputs, stride, height, width } = stage
  const [tall, wide] = [Math.ceil(height / stride), Math.ceil(width / stride)]
  const top = before(height, tall, stride)
  const left = before(width, wide, stride)
  const out = new Float32Array(tall * wide * outputs)
  const sums = new Float32Array(outputs)
  for (let y = 0; y < tall; y++)
    for (let column = 0; column < wide; column++) {
      sums.set(bias)
      for (let fy = 0; fy < field; fy++) {
        const row = y * stride - top + fy
        if (row < 0 || row >= height) continue
        for (let fx = 0; fx < field; fx++) {
          const across = column * stride - left + fx
          if (across < 0 || across >= width) continue
          const from = (row * width + across) * inputs
          const filter = (fy * field + fx) * inputs
          for (let i = 0; i < inputs; i++) {
            const value = x[from + i]
            if (value === 0) continue
            const k = (filter + i) * outputs
            for (let o = 0; o < outputs; o++) sums[o] += value * kernel[k + o]
          }
        }
      }
      const at = (y * wide + column) * outputs
      for (let o = 0; o < outputs; o++) out[at + o] = Math.max(0, sums[o])
    }
  return out
}

/** Places of padding before the first, as tensorflow.js and ONNX (SAME_UPPER) share them out. */
function before(side: number, seen: number, stride: number): number {
  return Math.floor(Math.max(0, (seen - 1) * stride + field - side) / 2)
}

/** The largest of every 2 × 2 places; an odd one at the end is left out. */
function pool(x: Float32Array, height: number, width: number, channels: number): Float32Array {
  const [tall, wide] = [height >> 1, width >> 1]
  const out = new Float32Array(tall * wide * channels)
  let at = 0
  for (let y = 0; y < tall; y++)
    for (let column = 0; column < wide; column++) {
      const first = (2 * y * width + 2 * column) * channels
      const below = first + width * channels
      for (let c = 0; c < channels; c++, at++)
        out[at] = Math.max(x[first + c], x[first + channels + c], x[below + c], x[below + channels + c])
    }
  return out
}
