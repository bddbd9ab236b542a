import { DatasetUnusable } from '../errors.ts'
import type { Pacer } from '../pacing.ts'
import type { Family } from '../schema/index.ts'
import type { Choice } from './choice.ts'
import { requireEarlier } from './earlier-model.ts'
import { estimateCost } from './estimate-cost.ts'
import { RunCheckpoints } from './family-checkpoint.ts'
import { Leaderboard } from './leaderboard.ts'
import { ProgressBoard } from './progress-board.ts'
import { refit, refitCost } from './refit.ts'
import { trainFamilies } from './train-families.ts'
import type { TrainModelInput } from './train-model.ts'

/** Every family once, with the settings of the run; the best on the validation split wins. */
export async function trainOnce(
  input: TrainModelInput,
  families: readonly Family[],
  skipped: readonly Family[],
  fingerprint: string,
  pacer: Pacer,
): Promise<Choice> {
  const { labels, train, config } = input
  const leaderboard = new Leaderboard([...families, ...skipped])
  for (const family of skipped) leaderboard.skip(family, `Does not learn from ${train.kind} data.`)
  const costs = new Map(
    families.map((family) => [family, estimateCost(family, train, labels.length, config)]),
  )
  const refitMs = Math.max(...families.map((family) => refitCost(family, costs.get(family) ?? 0)))
  const board = new ProgressBoard(leaderboard, costs, refitMs, input.now, input.onProgress)
  board.enter('preparing')
  const checkpoints = new RunCheckpoints(input.checkpoint, fingerprint)
  await pacer.breathe()
  const earlier = config.warmStart ? requireEarlier(input) : null
  const trained = await trainFamilies({ input, families, earlier, leaderboard, board, checkpoints, pacer })
  // Whoever weighs rare classes up does not want a winner that neglects them.
  const chosen = leaderboard.best(config.classWeights === 'balanced' ? 'macroF1' : 'accuracy')
  const winner = chosen === null ? undefined : trained.get(chosen)
  if (chosen === null || winner === undefined) throw new DatasetUnusable('No classifier could be trained.')
  const { best, unseen } = await refit(
    input,
    chosen,
    winner,
    board,
    pacer,
    earlier?.family === chosen ? earlier.files : undefined,
  )
  return {
    chosen,
    best,
    unseen,
    majority: trained.get('majority'),
    leaderboard: leaderboard.snapshot(),
    curve: board.curve,
    backends: board.backends,
    search: null,
    enter: (stage) => board.enter(stage),
  }
}
