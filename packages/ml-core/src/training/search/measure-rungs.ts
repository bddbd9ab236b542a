import { DatasetUnusable } from '../../errors.ts'
import type { TrainModelInput } from '../train-model.ts'
import type { Candidate } from './candidates.ts'
import type { CostModel } from './cost-model.ts'
import { dealRows, rowsWhere } from './deal-rows.ts'
import type { FitEnd, FitPool } from './fit-pool.ts'
import type { FitTask } from './fit-task.ts'
import { promotedOf, type Rung, tasksOf } from './rungs.ts'
import { type Metric, ranked, type Scored, scoreOf } from './score.ts'
import type { SearchBoard } from './search-board.ts'

export interface RungParts {
  input: TrainModelInput
  candidates: readonly Candidate[]
  rungs: readonly Rung[]
  pool: FitPool
  costs: CostModel
  board: SearchBoard
  metric: Metric
}

export interface Measured {
  /** The candidates that were measured on the last rung that any was. */
  scored: Scored[]
  rung: Rung
  /** Whether time kept a candidate from being measured. */
  wasCut: boolean
}

/**
 * Measures the candidates on one rung after the other. The best of each go on to the next, and with them the
 * best of those with a family's default settings: what a run without a search would have measured is never
 * given up on a part of the rows. Throws what the last candidate threw if none could be measured.
 */
export async function measureRungs(parts: RungParts): Promise<Measured> {
  const { rungs, board } = parts
  let standing = parts.candidates
  let measured: Measured | null = null
  let wasCut = false
  for (let at = 0; at < rungs.length; at++) {
    const { scored, failure, ...rungEnd } = await measureRung(parts, at, standing)
    if (scored.length === 0 && measured === null)
      throw failure ?? new DatasetUnusable('No classifier could be trained.')
    if (scored.length === 0) break
    wasCut ||= rungEnd.wasCut
    measured = { scored, rung: rungs[at], wasCut }
    if (at === rungs.length - 1) break
    standing = promoted(scored, parts.metric)
    for (const { candidate } of scored)
      if (!standing.includes(candidate))
        board.conclude(candidate, 'stopped', `Eliminated on rung ${at + 1} of ${rungs.length}.`)
  }
  if (measured === null) throw new DatasetUnusable('No classifier could be trained.')
  return measured
}

function promoted(scored: readonly Scored[], metric: Metric): Candidate[] {
  const order = ranked(scored, metric)
  const best = order.slice(0, promotedOf(order.length))
  const usual = order.find(({ candidate }) => Object.keys(candidate.settings).length === 0)
  if (usual && !best.includes(usual)) best.push(usual)
  return best.map(({ candidate }) => candidate)
}

async function measureRung(
  parts: RungParts,
  at: number,
  standing: readonly Candidate[],
): Promise<{ scored: Scored[]; wasCut: boolean; failure: Error | null }> {
  const { rungs, pool, board } = parts
  const rung = rungs[at]
  const tasks = standing.flatMap((candidate) => tasksOf(candidate, rung))
  const lastFitMs = guessLastFit(parts, standing)
  const fresh = tasks.filter((task) => !pool.has(task))
  board.enterRung(at, standing, fresh, lastFitMs)
  const scored: Scored[] = []
  const ends = new Map<Candidate, FitEnd[]>()
  const whenEnded = (end: FitEnd) => {
    const { candidate } = end.task
    const own = [...(ends.get(candidate) ?? []), end]
    ends.set(candidate, own)
    if (own.length < tasksOf(candidate, rung).length) return
    const one = scoreEnds(parts, candidate, own, rung)
    if (one === null) return
    scored.push(one)
    board.score(one)
  }
  const [first] = standing
  const isLast = at === rungs.length - 1
  const mustEnd = ({ candidate }: FitTask) => isLast && candidate === first
  await pool.run(tasks, () => board.rungDeadline(), mustEnd, whenEnded, isLast ? undefined : board.fitLimit())
  if (scored.length === 0) await measureOne(parts, standing, rung, ends, whenEnded)
  let wasCut = false
  let failure: Error | null = null
  for (const [candidate, own] of ends) {
    const failed = own.find((end) => end.type === 'failed')
    if (failed?.type === 'failed') {
      failure = failed.error
      board.conclude(candidate, 'failed', failed.error.message)
    } else if (own.some((end) => end.type === 'late')) {
      wasCut = true
      board.conclude(candidate, 'stopped', `The time for rung ${at + 1} of ${rungs.length} ran out.`)
    }
  }
  // In the order in which they stood, whichever ended first.
  scored.sort((a, b) => standing.indexOf(a.candidate) - standing.indexOf(b.candidate))
  return { scored, wasCut, failure }
}

/** However little time there is: one after the other until one is measured. */
async function measureOne(
  { pool, costs }: RungParts,
  standing: readonly Candidate[],
  rung: Rung,
  ends: Map<Candidate, FitEnd[]>,
  whenEnded: (end: FitEnd) => void,
): Promise<void> {
  const cost = (candidate: Candidate) =>
    tasksOf(candidate, rung).reduce((total, task) => total + costs.guessMs(task), 0)
  const isLate = (candidate: Candidate) => ends.get(candidate)?.some(({ type }) => type === 'late') === true
  const [cheapest] = standing.filter(isLate).toSorted((a, b) => cost(a) - cost(b))
  if (cheapest === undefined) return
  ends.delete(cheapest)
  const always = () => true
  await pool.run(tasksOf(cheapest, rung), () => Number.POSITIVE_INFINITY, always, whenEnded)
}

function scoreEnds(
  { input }: RungParts,
  candidate: Candidate,
  ends: readonly FitEnd[],
  rung: Rung,
): Scored | null {
  const results = tasksOf(candidate, rung).flatMap(({ id }) =>
    ends.flatMap((end) => (end.type === 'fitted' && end.task.id === id ? [end.result] : [])),
  )
  if (results.length < ends.length) return null
  const scored = scoreOf(candidate, results, measuredLabels(input, rung, ends), input.labels)
  return rung.folds === 0 && rung.share === 1 ? { ...scored, whole: results[0] } : scored
}

/** Labels of the rows that a rung measures, fold after fold. */
function measuredLabels(
  { train, validation, config }: TrainModelInput,
  { folds }: Rung,
  ends: readonly FitEnd[],
) {
  if (folds === 0) return validation.labels
  const labels = Int32Array.of(...train.labels, ...validation.labels)
  const [on] = ends.map(({ task }) => task.on)
  const inAll = typeof on === 'object' ? on.folds : 1
  const dealt = dealRows(labels, inAll, config.seed)
  const rows = Array.from({ length: folds }, (_, fold) => [...rowsWhere(dealt, (hand) => hand === fold)])
  return Int32Array.from(rows.flat(), (row) => labels[row])
}

/** What fitting the best of these for hosting may take. */
function guessLastFit({ costs }: RungParts, [candidate]: readonly Candidate[]): number {
  return candidate === undefined ? 0 : costs.guessMs({ id: '', candidate, share: 1, on: 'all' })
}
