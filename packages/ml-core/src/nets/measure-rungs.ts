import type { BackendName, NetWork } from '../schema/index.ts'
import { proveTraining, trialTrainer } from './prove-training.ts'
import { refusalOf, rungs } from './rungs.ts'
import { denseTrial, imageTrial, phraseTrial, recurrentTrial, type TrialNet } from './trial-nets.ts'

const standardNets: { name: string; work: NetWork; make: () => TrialNet }[] = [
  { name: 'dense 1000-128-64-10', work: 'dense', make: () => denseTrial(32, [1000, 128, 64, 10]) },
  { name: 'dense 30-64-32-2', work: 'dense', make: () => denseTrial(32, [30, 64, 32, 2]) },
  {
    name: 'text CNN, 10,000 × 128 tokens',
    work: 'convolution',
    make: () => phraseTrial({ rows: 32, vocabulary: 10_000, tokens: 128, size: 64, classes: 10 }),
  },
  {
    name: 'GRU, 64 steps',
    work: 'recurrent',
    make: () => recurrentTrial({ rows: 32, vocabulary: 10_000, tokens: 64, size: 64, classes: 10 }),
  },
  {
    name: 'CNN, 28 × 28',
    work: 'convolution',
    make: () => imageTrial({ rows: 32, side: 28, channels: 1, filters: 16, classes: 10 }),
  },
  {
    name: 'CNN, 64 × 64',
    work: 'convolution',
    make: () => imageTrial({ rows: 32, side: 64, channels: 3, filters: 32, classes: 10 }),
  },
]

/** One rung beside the others: its steps per second on each net that it was measured with, or why it was not. */
export interface RungSpeed {
  rung: BackendName
  adapter: string | null
  refused: string | null
  speeds: { net: string; stepsPerSecond: number }[]
}

/**
 * Trains the standard nets on every rung that loads, batches of 32, each for `budgetMs`; plain JavaScript only
 * the dense ones. A rung that cannot train a net is left out for it. `now` tells milliseconds.
 */
export async function measureRungs(now: () => number, budgetMs: number): Promise<RungSpeed[]> {
  const measured: RungSpeed[] = []
  for (const rung of rungs()) {
    const one: RungSpeed = { rung: rung.name, adapter: null, refused: null, speeds: [] }
    measured.push(one)
    try {
      const tf = await rung.load()
      one.adapter = rung.adapter?.() ?? null
      for (const { name, work, make } of standardNets) {
        if (rung.name === 'cpu' && work !== 'dense') continue
        await proveTraining(tf, work)
        const net = make()
        const trainer = trialTrainer(tf, net)
        const step = () => trainer.step((weights) => net.loss(tf, weights))
        await step()
        const started = now()
        let steps = 0
        let spent = 0
        do {
          // A few at a time, as training waits for its losses.
          await Promise.all([step(), step(), step(), step()])
          steps += 4
          spent = now() - started
        } while (spent < budgetMs)
        trainer.dispose()
        one.speeds.push({ net: name, stepsPerSecond: (1000 * steps) / spent })
      }
    } catch (error) {
      one.refused = refusalOf(error)
    }
  }
  return measured
}
