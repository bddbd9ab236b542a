import type { NetWork } from '../schema/index.ts'
import { GraphTrainer, initialState } from './graph-trainer.ts'
import type { Tensorflow } from './tensorflow.ts'
import { denseTrial, imageTrial, phraseTrial, recurrentTrial, type TrialNet } from './trial-nets.ts'

interface KnownNet {
  name: string
  net: TrialNet
  /** Losses of the first six steps, on which plain JavaScript, WebAssembly and WebGPU agree. */
  losses: readonly number[]
}

const sequence = { rows: 4, vocabulary: 12, size: 4, classes: 3 }

/** Tiny nets of known losses, by what they put to the proof. */
export const knownNets: Record<NetWork, () => KnownNet[]> = {
  dense: () => [
    {
      name: 'dense layers',
      net: denseTrial(8, [6, 5, 3]),
      losses: [1.1909548, 1.0918783, 1.0120041, 0.9412751, 0.8772439, 0.8233513],
    },
  ],
  convolution: () => [
    {
      name: 'convolutions of images',
      net: imageTrial({ rows: 4, side: 8, channels: 2, filters: 3, classes: 3 }),
      losses: [1.0769419, 0.8048779, 0.4941363, 0.3121368, 0.1718951, 0.0773323],
    },
    {
      name: 'convolutions of embedded tokens',
      net: phraseTrial({ ...sequence, tokens: 6 }),
      losses: [1.0659039, 0.9385635, 0.7939997, 0.6482225, 0.5069666, 0.3887644],
    },
  ],
  recurrent: () => [
    {
      name: 'a gated recurrent unit',
      net: recurrentTrial({ ...sequence, tokens: 5 }),
      losses: [1.1462269, 1.0748271, 1.0168688, 0.9585255, 0.8937433, 0.8200371],
    },
  ],
}

/** Trains tiny nets of the kind for three steps and throws unless the losses are the known ones. */
export async function proveTraining(tf: Tensorflow, work: NetWork): Promise<void> {
  for (const { name, net, losses } of knownNets[work]()) {
    const measured = await trialLosses(tf, net, 3)
    measured.forEach((loss, step) => {
      if (!(Math.abs(loss - losses[step]) < 1e-4))
        throw new Error(`A known training step of ${name} gave ${loss} instead of ${losses[step]}.`)
    })
  }
}

/** The losses of a trial net's first steps. */
export async function trialLosses(tf: Tensorflow, net: TrialNet, steps: number): Promise<number[]> {
  const trainer = trialTrainer(tf, net)
  const losses: number[] = []
  try {
    for (let step = 0; step < steps; step++)
      losses.push(await trainer.step((weights) => net.loss(tf, weights)))
  } finally {
    trainer.dispose()
  }
  return losses
}

export function trialTrainer(tf: Tensorflow, { shapes, weights }: TrialNet): GraphTrainer {
  return new GraphTrainer(tf, shapes, initialState(weights), { learningRate: 0.05, clipNorm: 5 })
}
