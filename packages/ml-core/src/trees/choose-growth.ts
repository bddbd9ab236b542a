import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { type BinnedTable, type Binner, selectRows } from './binner.ts'
import { Booster, type BoosterParameters } from './booster.ts'
import { fitTemperature } from './calibrate-forest.ts'
import { bestIteration, isExhausted } from './early-stopping.ts'
import { ScoredRows } from './scored-rows.ts'
import type { Targets } from './targets.ts'

const folds = 5

/** What cross-validation says of a small table. */
export interface Growth {
  mostLeaves: number
  iterations: number
  inverseTemperature: number
}

interface Fold {
  booster: Booster
  held: ScoredRows
}

/**
 * Chooses size and number of the trees by the log loss of five folds grown side by side, and the temperature
 * by what they say of the rows that they did not learn from.
 */
export async function chooseGrowth(
  table: BinnedTable,
  binner: Binner,
  targets: Targets,
  parameters: BoosterParameters,
  leafCounts: readonly number[],
  mostIterations: number,
  seed: number,
  pacer: Pacer,
): Promise<Growth> {
  const order = range(table.rows)
  new Random(seed).shuffle(order)
  let best: { loss: number; growth: Growth } | null = null
  for (const mostLeaves of leafCounts) {
    const grown = { ...parameters, mostLeaves }
    const runs = Array.from({ length: folds }, (_, fold) =>
      makeFold(table, binner, targets, grown, order, fold),
    )
    const losses: number[] = []
    while (losses.length < mostIterations && !isExhausted(losses))
      losses.push(await iterateAll(runs, binner, table.rows, pacer))
    const iterations = bestIteration(losses)
    const loss = losses[iterations - 1]
    if (best !== null && loss >= best.loss * 0.999) continue
    const held = await Promise.all(runs.map((run) => scoresAfter(run, binner, iterations, pacer)))
    best = { loss, growth: { mostLeaves, iterations, inverseTemperature: fitTemperature(held) } }
  }
  return best?.growth ?? { mostLeaves: leafCounts[0], iterations: 0, inverseTemperature: 1 }
}

function makeFold(
  table: BinnedTable,
  binner: Binner,
  targets: Targets,
  parameters: BoosterParameters,
  order: Int32Array,
  fold: number,
): Fold {
  const inside = order.filter((_, at) => at % folds !== fold)
  const outside = order.filter((_, at) => at % folds === fold)
  const booster = new Booster(selectRows(table, inside), binner, targets.select(inside), parameters)
  return { booster, held: new ScoredRows(selectRows(table, outside), targets.select(outside), booster.base) }
}

/** One more iteration of every fold; returns the mean loss of the held rows. */
async function iterateAll(runs: Fold[], binner: Binner, rows: number, pacer: Pacer): Promise<number> {
  let total = 0
  for (const { booster, held } of runs) {
    await booster.iterate(pacer)
    await held.catchUp(booster.forest, binner.counts, pacer)
    total += held.meanLoss() * held.targets.rows
  }
  return total / rows
}

/** What the fold said of its held rows after the given iterations. */
async function scoresAfter(
  { booster, held }: Fold,
  binner: Binner,
  iterations: number,
  pacer: Pacer,
): Promise<ScoredRows> {
  booster.forest.cut(iterations * booster.outputs)
  const then = new ScoredRows(held.table, held.targets, booster.base)
  await then.catchUp(booster.forest, binner.counts, pacer)
  return then
}
