import { DatasetUnusable } from '../../errors.ts'
import type { Pacer } from '../../pacing.ts'
import type { Family } from '../../schema/index.ts'
import type { Choice } from '../choice.ts'
import { estimateCost } from '../estimate-cost.ts'
import type { TrainedFamily } from '../train-families.ts'
import type { TrainModelInput } from '../train-model.ts'
import { Budget } from './budget.ts'
import { type Candidate, configOf, drawCandidates, learnsInEpochs } from './candidates.ts'
import { chooseCandidate } from './choose-candidate.ts'
import { type ChosenEnsemble, chooseEnsemble } from './choose-ensemble.ts'
import { CostModel } from './cost-model.ts'
import { describeSearch } from './describe-search.ts'
import { fitHere } from './fit-executor.ts'
import { fitEnsemble, hostingTask } from './fit-for-hosting.ts'
import { FitPool } from './fit-pool.ts'
import { FitStore } from './fit-store.ts'
import type { FitResult, FitTask } from './fit-task.ts'
import { measureRungs } from './measure-rungs.ts'
import { planRungs } from './rungs.ts'
import type { Scored } from './score.ts'
import { SearchBoard } from './search-board.ts'

const baseline: Candidate = { id: 'majority', family: 'majority', settings: {} }

/**
 * Looks for the best family and settings: candidates drawn by the seed, measured on rungs of growing cost from
 * which only the better ones move on (successive halving, Jamieson & Talwalkar 2016), within the budget.
 * The winner then learns as it will be hosted.
 */
export async function runSearch(
  input: TrainModelInput,
  competing: readonly Family[],
  skipped: readonly Family[],
  fingerprint: string,
  pacer: Pacer,
): Promise<Choice> {
  const { config, train, labels, signal } = input
  if (train.labelSets)
    throw new DatasetUnusable('A search compares classifiers that give each row one label. Train without it.')
  const learners = competing.filter((family) => family !== 'majority')
  const most = Math.max(learners.length, config.search?.maxCandidates ?? 0)
  const candidates = drawCandidates(learners, config, most)
  const rungs = planRungs(train.labels.length, candidates.length)
  const executor = input.fits ?? fitHere(input, input.now)
  const budget = new Budget(config.search?.budgetSeconds, input.now)
  const costs = new CostModel((task) => roughMs(task, input))
  const plan = { rungs, budget, costs, slots: executor.slots }
  const board = new SearchBoard(candidates, skipped, train.kind, plan, input.onProgress)
  board.enter('preparing')
  await pacer.breathe()
  const store = new FitStore(input.checkpoint, fingerprint)
  const pool = new FitPool({ executor, store, budget, costs, board, ...(signal && { signal }) })

  const majority = await pool.one({ id: 'majority', candidate: baseline, share: 1, on: 'train' })
  const metric = config.classWeights === 'balanced' ? 'macroF1' : 'accuracy'
  const measured = await measureRungs({ input, candidates, rungs, pool, costs, board, metric })
  const { scored, rung } = measured
  const single = chooseCandidate(scored, metric, competing, rung.folds > 0)
  const voted = chooseEnsemble(scored, metric, labels)
  const ensemble = voted && isAffordable(voted, budget, costs, executor.slots) ? voted : null
  const winner = ensemble?.scored ?? single
  board.enterLast(
    (ensemble?.members ?? [winner]).map((one) => hostingTask('scored' in one ? one.scored : one)),
  )
  const together = ensemble && (await fitEnsemble(input, pool, ensemble, pacer))
  const hosted = together?.result ?? (await pool.one(hostingTask(winner)))
  for (const { candidate } of scored)
    board.conclude(candidate, 'done', candidate === winner.candidate ? null : 'Fully measured.')
  if (ensemble) board.add(ensemble.scored)
  return {
    chosen: winner.candidate.family,
    best: trained(winner, hosted),
    unseen: {
      source: rung.folds > 0 ? 'out-of-fold' : 'validation',
      probabilities: winner.probabilities,
      labels: winner.actual,
    },
    majority: trained(winner, majority),
    leaderboard: board.snapshot(),
    curve: hosted.curve,
    backends: board.backends,
    search: describeSearch(
      measured,
      winner,
      { candidates: candidates.length, rungs: rungs.length },
      budget,
      together?.outcome ?? null,
    ),
    enter: (stage) => board.enter(stage),
  }
}

function trained(
  { evaluation, probabilities }: Scored,
  { files, backend, fitSeconds, curve }: FitResult,
): TrainedFamily {
  return {
    files,
    backend,
    fitSeconds,
    curve,
    validation: evaluation,
    probabilities,
  }
}

/** Before anything has been measured. */
function roughMs({ candidate, share, on }: FitTask, { train, labels, config }: TrainModelInput): number {
  const whole = estimateCost(candidate.family, train, labels.length, configOf(candidate, config, share))
  const ofRows = learnsInEpochs(candidate.family) ? 1 : share
  return Math.max(1, whole * ofRows * (on === 'all' ? 1.1 : 1))
}

/** Whether the members can still be fitted for hosting within the budget. */
function isAffordable({ members }: ChosenEnsemble, budget: Budget, costs: CostModel, slots: number): boolean {
  if (budget.milliseconds === null) return true
  const work = members.reduce((total, { scored }) => total + costs.guessMs(hostingTask(scored)), 0)
  return budget.elapsedMs + work / slots <= budget.milliseconds
}
