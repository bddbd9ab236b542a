import type { FitProgress } from '../../classifiers/classifier.ts'
import type {
  BackendChoice,
  CurvePoint,
  Family,
  LeaderboardRow,
  TrainingProgress,
} from '../../schema/index.ts'
import type { Budget } from './budget.ts'
import type { Candidate } from './candidates.ts'
import type { CostModel } from './cost-model.ts'
import type { FitTask } from './fit-task.ts'
import { promotedOf, type Rung, tasksOf } from './rungs.ts'
import { type Scored, standardError } from './score.ts'
import { waitingRows } from './waiting-rows.ts'

/** Reports at most this often; what ends a fit or a stage is always reported. */
const intervalMs = 100
/** A fit has to have come this far before its speed says anything. */
const telling = 0.05
/** Of an equal part of the time, that each rung has at the least. */
const leastShare = 0.7
/** Fits that a rung has room for at the least, one after the other. */
const fitsPerRung = 4
/** Fits that have to have ended, the baseline's among them, before a time left is told. */
const tellingFits = 4
/** For measuring on the test split and packing. */
const finishingMs = 300

interface Running {
  task: FitTask
  started: number
  progress: FitProgress | null
}

/** Gathers what is known of a search and reports it, at a bearable rate and with an honest guess of the time left. */
export class SearchBoard {
  curve: CurvePoint[] = []
  /** How the backend of each kind of nets was chosen. */
  readonly backends: BackendChoice[] = []
  private readonly rows: LeaderboardRow[]
  private readonly rungs: readonly Rung[]
  private readonly budget: Budget
  private readonly costs: CostModel
  private readonly slots: number
  private readonly send: ((progress: TrainingProgress) => void) | undefined
  private stage: TrainingProgress['stage'] = 'preparing'
  private rung = 0
  private waiting: FitTask[] = []
  private standing: readonly Candidate[] = []
  private readonly running = new Map<string, Running>()
  private lastFitMs = 0
  private ended = 0
  private reached = 0
  private lastSent = Number.NEGATIVE_INFINITY

  constructor(
    candidates: readonly Candidate[],
    skipped: readonly Family[],
    kind: string,
    plan: { rungs: readonly Rung[]; budget: Budget; costs: CostModel; slots: number },
    send?: (progress: TrainingProgress) => void,
  ) {
    this.rungs = plan.rungs
    this.budget = plan.budget
    this.costs = plan.costs
    this.slots = plan.slots
    this.send = send
    this.rows = waitingRows(candidates, skipped, kind, plan.rungs.length)
  }

  /**
   * Elapsed milliseconds at which this rung has to end: every candidate that it measures makes the later rungs
   * longer, and both together have to fit into the usable time.
   */
  rungDeadline(): number {
    const usable = this.budget.usableMs(this.lastFitMs)
    if (usable === Number.POSITIVE_INFINITY) return usable
    // Rough guesses of the later rungs never take more than so much of this one's time.
    const atLeast = (leastShare * usable * (this.rung + 1)) / this.rungs.length
    return Math.max(atLeast, this.balancedDeadline(usable))
  }

  /** Milliseconds that one fit of this rung may take, so that no slow candidate keeps the others waiting. */
  fitLimit(): number {
    return (this.budget.usableMs(this.lastFitMs) * leastShare) / this.rungs.length / fitsPerRung
  }

  private balancedDeadline(usable: number): number {
    const { each, waiting, runningMs } = this.inRung()
    const later = (1.1 * this.laterFits().ms) / this.slots / Math.max(1, this.standing.length)
    const now = this.budget.elapsedMs + runningMs
    const measured = this.standing.length - waiting
    if (waiting === 0) return usable - later * measured
    return (usable - later * measured + (later * now) / each) / (1 + later / each)
  }

  enter(stage: TrainingProgress['stage']): void {
    this.stage = stage
    this.report(true)
  }

  /** `lastFitMs`: what fitting the winner for hosting may take, after the last rung. */
  enterRung(
    rung: number,
    standing: readonly Candidate[],
    tasks: readonly FitTask[],
    lastFitMs: number,
  ): void {
    this.stage = 'training'
    this.rung = rung
    this.standing = standing
    this.waiting = [...tasks]
    this.lastFitMs = lastFitMs
    this.report(true)
  }

  /** No more rungs: what is still to come are the given fits for hosting. */
  enterLast(tasks: readonly FitTask[]): void {
    this.standing = []
    this.rung = this.rungs.length - 1
    this.waiting = [...tasks]
    this.lastFitMs = 0
    this.report(true)
  }

  start(task: FitTask): void {
    this.waiting = this.waiting.filter(({ id }) => id !== task.id)
    this.running.set(task.id, { task, started: this.budget.elapsedMs, progress: null })
    const row = this.row(task.candidate)
    if (row && row.state !== 'done') row.state = 'training'
    this.report(true)
  }

  advance(task: FitTask, progress: FitProgress): void {
    const running = this.running.get(task.id)
    if (running) running.progress = progress
    this.report(false)
  }

  /** The task will not be done. */
  drop(task: FitTask): void {
    this.waiting = this.waiting.filter(({ id }) => id !== task.id)
  }

  end(task: FitTask): void {
    this.drop(task)
    this.running.delete(task.id)
    this.ended++
    this.report(true)
  }

  chooseBackend(choice: BackendChoice): void {
    if (!this.backends.some(({ work }) => work === choice.work)) this.backends.push(choice)
  }

  score({ candidate, evaluation, fitSeconds, actual }: Scored): void {
    const { accuracy, macroF1, logLoss } = evaluation
    const state = this.rung === this.rungs.length - 1 ? 'done' : 'waiting'
    const measured = { accuracy, macroF1, logLoss, fitSeconds, rung: this.rung + 1 }
    const error = standardError(accuracy, actual.length)
    Object.assign(this.row(candidate) ?? {}, { state, ...measured, standardError: error })
    this.report(true)
  }

  /** A row of its own for what was put together of others. */
  add(scored: Scored): void {
    const { id, family, settings } = scored.candidate
    const unmeasured = { accuracy: null, macroF1: null, logLoss: null, fitSeconds: null }
    this.rows.push({
      id,
      family,
      settings,
      rungs: this.rungs.length,
      state: 'done',
      ...unmeasured,
      note: null,
    })
    this.score(scored)
  }

  conclude(candidate: Candidate, state: 'done' | 'stopped' | 'failed', note: string | null): void {
    Object.assign(this.row(candidate) ?? {}, { state, note })
  }

  /** A copy: those that came furthest first, the better ones before the others. */
  snapshot(): LeaderboardRow[] {
    const order = (row: LeaderboardRow) => (row.rung ?? 0) * 2 + (row.accuracy ?? 0)
    return this.rows.map((row) => ({ ...row })).toSorted((a, b) => order(b) - order(a))
  }

  /** The candidate with the highest accuracy on the highest rung that any has been measured on. */
  private best(): { id: string; accuracy: number } | null {
    const [first] = this.snapshot()
    return first?.id === undefined || first.accuracy === null
      ? null
      : { id: first.id, accuracy: first.accuracy }
  }

  private row({ id }: Candidate): LeaderboardRow | undefined {
    return this.rows.find((row) => row.id === id)
  }

  private report(always: boolean): void {
    if (this.send === undefined) return
    const now = this.budget.elapsedMs
    if (!always && now - this.lastSent < intervalMs) return
    this.lastSent = now
    const left = this.timeLeft(now)
    const isTelling = this.ended >= tellingFits || this.stage !== 'training'
    if (isTelling) this.reached = Math.max(this.reached, Math.min(0.999, now / Math.max(1, now + left)))
    const latest = [...this.running.values()].at(-1)
    const fit = latest?.progress
    const later = this.laterFits()
    this.send({
      stage: this.stage,
      fraction: this.reached,
      family: latest?.task.candidate.family ?? null,
      epoch: fit?.epoch ?? null,
      epochs: fit?.epochs ?? null,
      step: fit?.step ?? 0,
      steps: fit?.steps ?? null,
      loss: fit?.loss ?? null,
      validationAccuracy: fit?.validationAccuracy ?? null,
      secondsLeft: isTelling && this.ended > 0 ? left / 1000 : null,
      backend: this.backends[0]?.name ?? null,
      backends: [...this.backends],
      leaderboard: this.snapshot(),
      curve: [...this.curve],
      search: {
        budgetSeconds: this.budget.milliseconds === null ? null : this.budget.milliseconds / 1000,
        spentSeconds: now / 1000,
        fits: this.ended,
        fitsExpected: this.ended + this.running.size + this.waiting.length + later.count,
        rung: this.rung + 1,
        rungs: this.rungs.length,
        best: this.best(),
      },
    })
  }

  /** Milliseconds. */
  private timeLeft(now: number): number {
    const { each, waiting, runningMs } = this.inRung()
    const deadline = this.standing.length > 0 ? this.rungDeadline() : Number.POSITIVE_INFINITY
    const whole = runningMs + each * waiting
    const inRung = Math.max(runningMs, Math.min(whole, deadline - now))
    const started = waiting === 0 ? 0 : (waiting * (inRung - runningMs)) / Math.max(1, whole - runningMs)
    const measured = this.standing.length - waiting + started
    const later = (this.laterFits().ms / this.slots) * (measured / Math.max(1, this.standing.length))
    return inRung + later + this.lastFitMs + finishingMs
  }

  /**
   * Milliseconds until what runs has ended, candidates of this rung that have not begun, and milliseconds that
   * each of them takes, all slots at work.
   */
  private inRung(): { runningMs: number; waiting: number; each: number } {
    const { costs, slots } = this
    let running = 0
    let longest = 0
    for (const { task, started, progress } of this.running.values()) {
      const ran = this.budget.elapsedMs - started
      const own =
        progress !== null && progress.fraction >= telling
          ? (ran / progress.fraction) * (1 - progress.fraction)
          : Math.max(0, costs.guessMs(task) - ran)
      running += own
      longest = Math.max(longest, own)
    }
    const work = this.waiting.reduce((total, task) => total + costs.guessMs(task), 0)
    const waiting = new Set(this.waiting.map(({ candidate }) => candidate.id)).size
    const each = Math.max(1, work / slots / Math.max(1, waiting))
    // While much waits, slots that are done go on with it; at the end one fit may keep all waiting.
    return { runningMs: waiting >= slots ? running / slots : longest, waiting, each }
  }

  /** The fits of the rungs after this one, of which the best of those that stand now will be part. */
  private laterFits(): { count: number; ms: number } {
    let count = 0
    let ms = 0
    let left = this.standing.length
    let before = this.rungs[this.rung]
    for (const rung of this.rungs.slice(this.rung + 1)) {
      left = promotedOf(left)
      const fits = this.standing.flatMap((candidate) => tasksOf(candidate, rung).slice(before.folds))
      const share = left / Math.max(1, this.standing.length)
      count += Math.round(fits.length * share)
      for (const task of fits) ms += this.costs.guessMs(task) * share
      before = rung
    }
    return { count, ms }
  }
}
