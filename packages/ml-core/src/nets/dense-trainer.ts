import type { Tensor } from '@tensorflow/tfjs'
import type { Random } from '../random.ts'
import type { DenseLayer } from './dense-net.ts'
import { dropoutMask } from './dropout.ts'
import type { Tensorflow } from './tensorflow.ts'

const decay1 = 0.9
const decay2 = 0.999
const epsilon = 1e-7

/** A weight with its two moments, as they lie on the backend. */
interface Parameter {
  weight: Tensor
  first: Tensor
  second: Tensor
}

/** Everything that training needs to go on from: weights, moments, and steps taken. */
export interface TrainerState {
  layers: DenseLayer[]
  /** Per layer: first and second moment of the kernel, then of the bias. */
  moments: Float32Array[][]
  steps: number
}

/**
 * Adam (Kingma & Ba 2015) on softmax cross-entropy for a fully connected relu net, on tensorflow.js. The
 * backward pass is written out instead of recorded: matrix products with a transposed operand are an order
 * slower on WebAssembly than an explicit transpose, and the whole state can be checkpointed exactly.
 */
export class DenseTrainer {
  private readonly tf: Tensorflow
  /** Of the next step. */
  learningRate: number
  private readonly dropout: number
  private readonly sizes: number[]
  private readonly kernels: Parameter[]
  private readonly biases: Parameter[]
  private steps: number

  /** `dropout`: share of the hidden units that each step leaves out. */
  constructor(tf: Tensorflow, state: TrainerState, learningRate: number, dropout = 0) {
    this.tf = tf
    this.learningRate = learningRate
    this.dropout = dropout
    this.sizes = [state.layers[0].inputs, ...state.layers.map((layer) => layer.outputs)]
    this.steps = state.steps
    this.kernels = state.layers.map((layer, l) =>
      this.upload([layer.inputs, layer.outputs], layer.kernel, state.moments[l][0], state.moments[l][1]),
    )
    this.biases = state.layers.map((layer, l) =>
      this.upload([layer.outputs], layer.bias, state.moments[l][2], state.moments[l][3]),
    )
  }

  static start(layers: DenseLayer[]): TrainerState {
    const moments = layers.map(({ kernel, bias }) => [
      new Float32Array(kernel.length),
      new Float32Array(kernel.length),
      new Float32Array(bias.length),
      new Float32Array(bias.length),
    ])
    return { layers, moments, steps: 0 }
  }

  /**
   * Learns from one batch (`inputs` is rows × inputs). Its mean loss before the step, each row counting its
   * weight, is known later, when the device has computed it. `random` draws the units that dropout leaves out.
   */
  async step(
    inputs: Float32Array,
    labels: Int32Array,
    rowWeights?: Float32Array,
    random?: Random,
  ): Promise<number> {
    const { tf } = this
    this.steps++
    const updated = tf.tidy(() => {
      const { loss, gradients } = this.backward(inputs, labels, rowWeights, random)
      const next = [...this.kernels, ...this.biases].map((parameter, p) => this.adam(parameter, gradients[p]))
      return { loss, next }
    })
    const parameters = [...this.kernels, ...this.biases]
    updated.next.forEach((next, p) => {
      const parameter = parameters[p]
      tf.dispose([parameter.weight, parameter.first, parameter.second])
      parameter.weight = next.weight
      parameter.first = next.first
      parameter.second = next.second
    })
    const [loss] = await updated.loss.data()
    updated.loss.dispose()
    return loss
  }

  /** A copy of the whole state. */
  async read(): Promise<TrainerState> {
    const copy = async (tensor: Tensor) => Float32Array.from(await tensor.data())
    const layers: DenseLayer[] = []
    const moments: Float32Array[][] = []
    for (const [l, kernel] of this.kernels.entries()) {
      const bias = this.biases[l]
      layers.push({
        inputs: this.sizes[l],
        outputs: this.sizes[l + 1],
        kernel: await copy(kernel.weight),
        bias: await copy(bias.weight),
      })
      moments.push(
        await Promise.all(
          [kernel.first, kernel.second, bias.first, bias.second].map((tensor) => copy(tensor)),
        ),
      )
    }
    return { layers, moments, steps: this.steps }
  }

  dispose(): void {
    for (const { weight, first, second } of [...this.kernels, ...this.biases])
      this.tf.dispose([weight, first, second])
  }

  /** Mean loss, and the gradients of all kernels, then of all biases. */
  private backward(
    inputs: Float32Array,
    labels: Int32Array,
    rowWeights: Float32Array | undefined,
    random: Random | undefined,
  ) {
    const { tf, kernels, biases } = this
    const rows = labels.length
    const classes = this.sizes[this.sizes.length - 1]
    const before: Tensor[] = []
    let hidden: Tensor = tf.tensor2d(inputs, [rows, this.sizes[0]])
    for (let l = 0; l < kernels.length; l++) {
      before.push(hidden)
      const sums: Tensor = tf.add(tf.matMul(hidden, kernels[l].weight), biases[l].weight)
      hidden = l + 1 < kernels.length ? this.drop(tf.relu(sums), random) : sums
    }
    const wanted = new Float32Array(rows * classes)
    for (let row = 0; row < rows; row++) wanted[row * classes + labels[row]] = 1
    const target = tf.tensor2d(wanted, [rows, classes])
    const shifted = tf.sub(hidden, tf.max(hidden, 1, true))
    const logTotal = tf.log(tf.sum(tf.exp(shifted), 1, true))
    const logProbabilities: Tensor = tf.sub(shifted, logTotal)
    const weigh = (values: Tensor): Tensor =>
      rowWeights ? tf.mul(values, tf.tensor2d(rowWeights, [rows, 1])) : values
    const loss = tf.neg(tf.div(tf.sum(weigh(tf.mul(logProbabilities, target))), rows))
    let flow: Tensor = tf.div(weigh(tf.sub(tf.exp(logProbabilities), target)), rows)
    const kernelGradients: Tensor[] = []
    const biasGradients: Tensor[] = []
    for (let l = kernels.length - 1; l >= 0; l--) {
      kernelGradients.unshift(tf.matMul(tf.transpose(before[l]), flow))
      biasGradients.unshift(tf.sum(flow, 0))
      if (l === 0) break
      // Kept units count 1 / (1 − dropout) times, forwards and backwards.
      const kept = this.dropout === 0 ? 1 : 1 / (1 - this.dropout)
      const alive = tf.cast(tf.greater(before[l], 0), 'float32')
      const back = tf.mul(tf.matMul(flow, tf.transpose(kernels[l].weight)), alive)
      flow = kept === 1 ? back : tf.mul(back, kept)
    }
    return { loss, gradients: [...kernelGradients, ...biasGradients] }
  }

  /** Inverted dropout (Srivastava et al. 2014): what is left out is exactly 0, which stops its gradient, too. */
  private drop(hidden: Tensor, random: Random | undefined): Tensor {
    if (this.dropout === 0 || random === undefined) return hidden
    return this.tf.mul(hidden, this.tf.tensor(dropoutMask(hidden.size, this.dropout, random), hidden.shape))
  }

  private adam(parameter: Parameter, gradient: Tensor) {
    const { tf, steps } = this
    const first = tf.add(tf.mul(parameter.first, decay1), tf.mul(gradient, 1 - decay1))
    const second = tf.add(tf.mul(parameter.second, decay2), tf.mul(tf.square(gradient), 1 - decay2))
    const rate = (this.learningRate * Math.sqrt(1 - decay2 ** steps)) / (1 - decay1 ** steps)
    const change = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon))
    return { weight: tf.sub(parameter.weight, change), first, second }
  }

  private upload(
    shape: [number, number] | [number],
    weight: Float32Array,
    first: Float32Array,
    second: Float32Array,
  ): Parameter {
    // A copy each: some backends keep the array itself.
    const tensor = (values: Float32Array) =>
      shape.length === 2 ? this.tf.tensor2d(values.slice(), shape) : this.tf.tensor1d(values.slice())
    return { weight: tensor(weight), first: tensor(first), second: tensor(second) }
  }
}
