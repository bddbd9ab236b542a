import type { Scalar, Tensor } from '@tensorflow/tfjs'
import type { Tensorflow } from './tensorflow.ts'
import type { WeightShapes, Weights } from './weights.ts'

const decay1 = 0.9
const decay2 = 0.999
const epsilon = 1e-7

/** Everything that training needs to go on from: weights, moments, and steps taken. */
export interface GraphState {
  weights: Weights
  first: Weights
  second: Weights
  steps: number
}

export interface GraphTrainerOptions {
  /** Of the next step; may be changed between steps. */
  learningRate: number
  /** Length to which a longer gradient, all weights together, is shortened. */
  clipNorm: number
}

/** A loss, from the weights by name. It is differentiated by all of them. */
export type Loss = (weights: Record<string, Tensor>) => Scalar

interface Parameter {
  name: string
  weight: Tensor
  first: Tensor
  second: Tensor
}

export function initialState(weights: Weights): GraphState {
  const zeros = () =>
    Object.fromEntries(Object.entries(weights).map(([name, { length }]) => [name, new Float32Array(length)]))
  return { weights, first: zeros(), second: zeros(), steps: 0 }
}

/** Adam (Kingma & Ba 2015) on any loss that tensorflow.js can differentiate, with the gradient's norm clipped. */
export class GraphTrainer {
  private readonly tf: Tensorflow
  private readonly options: GraphTrainerOptions
  private readonly parameters: Parameter[]
  private steps: number

  constructor(tf: Tensorflow, shapes: WeightShapes, state: GraphState, options: GraphTrainerOptions) {
    this.tf = tf
    this.options = options
    this.steps = state.steps
    this.parameters = Object.entries(shapes).map(([name, shape]) => {
      // A copy each: some backends keep the array itself.
      const upload = (values: Float32Array) => tf.tensor(values.slice(), [...shape])
      const { weights, first, second } = state
      return { name, weight: upload(weights[name]), first: upload(first[name]), second: upload(second[name]) }
    })
  }

  /** Learns from one batch; its loss before the step is known later, when the device has computed it. */
  async step(loss: Loss): Promise<number> {
    const { tf, parameters } = this
    this.steps++
    const { value, next } = tf.tidy(() => {
      const byName = (tensors: Tensor[]) =>
        loss(Object.fromEntries(parameters.map(({ name }, p) => [name, tensors[p]])))
      const { value, grads } = tf.valueAndGrads((...tensors: Tensor[]) => byName(tensors))(
        parameters.map(({ weight }) => weight),
      )
      const scale = this.clipping(grads)
      return { value, next: parameters.map((parameter, p) => this.adam(parameter, tf.mul(grads[p], scale))) }
    })
    parameters.forEach((parameter, p) => {
      tf.dispose([parameter.weight, parameter.first, parameter.second])
      Object.assign(parameter, next[p])
    })
    const [measured] = await value.data()
    value.dispose()
    return measured
  }

  /** A copy of the whole state. */
  async read(): Promise<GraphState> {
    const { steps } = this
    const copy = async (part: 'weight' | 'first' | 'second') => {
      const values: Weights = {}
      for (const parameter of this.parameters)
        values[parameter.name] = Float32Array.from(await parameter[part].data())
      return values
    }
    return { weights: await copy('weight'), first: await copy('first'), second: await copy('second'), steps }
  }

  dispose(): void {
    for (const { weight, first, second } of this.parameters) this.tf.dispose([weight, first, second])
  }

  private clipping(gradients: Tensor[]): Tensor {
    const { tf } = this
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
    const norm = tf.sqrt(tf.addN(squares))
    return tf.minimum(1, tf.div(this.options.clipNorm, tf.add(norm, epsilon)))
  }

  private adam(parameter: Parameter, gradient: Tensor): Omit<Parameter, 'name'> {
    const { tf, steps } = this
    const first = tf.add(tf.mul(parameter.first, decay1), tf.mul(gradient, 1 - decay1))
    const second = tf.add(tf.mul(parameter.second, decay2), tf.mul(tf.square(gradient), 1 - decay2))
    const rate = (this.options.learningRate * Math.sqrt(1 - decay2 ** steps)) / (1 - decay1 ** steps)
    const change = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon))
    return { weight: tf.sub(parameter.weight, change), first, second }
  }
}
