import type { NetWork } from '../schema/index.ts'
import { trialTrainer } from './prove-training.ts'
import type { Tensorflow } from './tensorflow.ts'
import { denseTrial, imageTrial, recurrentTrial, type TrialNet } from './trial-nets.ts'

/** Nets of the size that training has to do with. */
const probeNets: Record<NetWork, () => TrialNet> = {
  dense: () => denseTrial(32, [1000, 128, 64, 10]),
  convolution: () => imageTrial({ rows: 32, side: 28, channels: 1, filters: 16, classes: 10 }),
  recurrent: () => recurrentTrial({ rows: 32, vocabulary: 1000, tokens: 32, size: 64, classes: 10 }),
}

const stepsAtMost = 5
/** A rung is measured this long, but at least one step. */
const rungBudgetMs = 200

/**
 * Milliseconds that a training step of the kind takes, the fastest of a few: the first one, which compiles and
 * allocates, is not counted. `now` tells milliseconds.
 */
export async function probeSpeed(tf: Tensorflow, work: NetWork, now: () => number): Promise<number> {
  const net = probeNets[work]()
  const trainer = trialTrainer(tf, net)
  try {
    const step = () => trainer.step((weights) => net.loss(tf, weights))
    await step()
    let fastest = Number.POSITIVE_INFINITY
    const started = now()
    for (let taken = 0; taken < stepsAtMost; taken++) {
      const before = now()
      await step()
      fastest = Math.min(fastest, now() - before)
      if (now() - started >= rungBudgetMs) break
    }
    return fastest
  } finally {
    trainer.dispose()
  }
}
