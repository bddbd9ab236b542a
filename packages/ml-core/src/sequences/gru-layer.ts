import type { Tensor } from '@tensorflow/tfjs'
import type { Tensorflow } from '../nets/tensorflow.ts'

/** What one step of the layer leaves for its gradient. */
interface Step {
  before: Tensor
  update: Tensor
  reset: Tensor
  recurrent: Tensor
  candidate: Tensor
}

/**
 * A gated recurrent unit over `steps` steps (Cho et al. 2014; the reset gate after the product, as cuDNN
 * computes it):
 *
 *     z, r = σ(gates + h·gateKernel)   n = tanh(candidates + r ∘ (h·candidateKernel))   h' = n + z ∘ (h − n)
 *
 * `gates` is (steps × rows) × 2 units, z before r, `candidates` (steps × rows) × units, both step by step;
 * the kernels are units × 2 units and units × units. Gives all states, (steps × rows) × units.
 *
 * The gradient is written out: the kernels' needs one product over all steps where a recorded one takes one
 * for each.
 */
export function gruLayer(
  tf: Tensorflow,
  steps: number,
  gates: Tensor,
  candidates: Tensor,
  gateKernel: Tensor,
  candidateKernel: Tensor,
): Tensor {
  const units = candidateKernel.shape[0]
  const rows = candidates.shape[0] / steps
  const layer = tf.customGrad((...given) => {
    // By the contract of customGrad: the operands, then the function that keeps tensors for the gradient.
    const [gates, candidates, gateKernel, candidateKernel] = given.slice(0, 4) as Tensor[]
    const save = given[4] as (tensors: Tensor[]) => void
    const taken: Step[] = []
    const states: Tensor[] = []
    let state: Tensor = tf.zeros([rows, units])
    for (let t = 0; t < steps; t++) {
      const atGates = tf.slice(gates, [t * rows, 0], [rows, 2 * units])
      const both = tf.sigmoid(tf.add(atGates, tf.matMul(state, gateKernel)))
      const update = tf.slice(both, [0, 0], [rows, units])
      const reset = tf.slice(both, [0, units], [rows, units])
      const recurrent: Tensor = tf.matMul(state, candidateKernel)
      const atCandidates = tf.slice(candidates, [t * rows, 0], [rows, units])
      const candidate = tf.tanh(tf.add(atCandidates, tf.mul(reset, recurrent)))
      taken.push({ before: state, update, reset, recurrent, candidate })
      state = tf.add(candidate, tf.mul(update, tf.sub(state, candidate)))
      states.push(state)
    }
    save([
      ...taken.flatMap(({ before, update, reset, recurrent, candidate }) => [
        before,
        update,
        reset,
        recurrent,
        candidate,
      ]),
      gateKernel,
      candidateKernel,
    ])
    const gradient = (flow: Tensor, saved: Tensor[]) =>
      gradients(tf, flow, readSteps(saved, steps), saved[steps * 5], saved[steps * 5 + 1])
    return { value: tf.concat(states, 0), gradFunc: gradient }
  })
  return layer(gates, candidates, gateKernel, candidateKernel)
}

function readSteps(saved: Tensor[], steps: number): Step[] {
  return Array.from({ length: steps }, (_, t) => {
    const [before, update, reset, recurrent, candidate] = saved.slice(t * 5, t * 5 + 5)
    return { before, update, reset, recurrent, candidate }
  })
}

/** Gradients by gates, candidates and the two kernels, given those by all states. */
function gradients(
  tf: Tensorflow,
  flow: Tensor,
  steps: Step[],
  gateKernel: Tensor,
  candidateKernel: Tensor,
): Tensor[] {
  const [rows, units] = steps[0].before.shape
  const gateAcross = tf.transpose(gateKernel)
  const candidateAcross = tf.transpose(candidateKernel)
  const byGates: Tensor[] = []
  const byCandidates: Tensor[] = []
  const byRecurrent: Tensor[] = []
  let later: Tensor | null = null
  for (let t = steps.length - 1; t >= 0; t--) {
    const { before, update, reset, recurrent, candidate } = steps[t]
    const own: Tensor = tf.slice(flow, [t * rows, 0], [rows, units])
    const state: Tensor = later === null ? own : tf.add(own, later)
    const kept = tf.mul(state, update)
    const byCandidate = tf.mul(tf.sub(state, kept), tf.sub(1, tf.square(candidate)))
    const byUpdate = tf.mul(tf.mul(tf.sub(before, candidate), kept), tf.sub(1, update))
    const passed = tf.mul(byCandidate, reset)
    const byReset = tf.mul(tf.mul(passed, recurrent), tf.sub(1, reset))
    const byBoth = tf.concat([byUpdate, byReset], 1)
    byGates.unshift(byBoth)
    byCandidates.unshift(byCandidate)
    byRecurrent.unshift(passed)
    if (t > 0) later = tf.addN([kept, tf.matMul(byBoth, gateAcross), tf.matMul(passed, candidateAcross)])
  }
  const before = tf.transpose(
    tf.concat(
      steps.map((step) => step.before),
      0,
    ),
  )
  const allGates = tf.concat(byGates, 0)
  return [
    allGates,
    tf.concat(byCandidates, 0),
    tf.matMul(before, allGates),
    tf.matMul(before, tf.concat(byRecurrent, 0)),
  ]
}
