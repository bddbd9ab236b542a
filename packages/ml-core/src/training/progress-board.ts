import type { FitProgress } from '../classifiers/classifier.ts'
import type { BackendChoice, BackendName, CurvePoint, Family, TrainingProgress } from '../schema/index.ts'
import type { Leaderboard } from './leaderboard.ts'

/** Reports at most this often; what closes a stage or an epoch is always reported. */
const intervalMs = 100
/** A fit has to have come this far before its speed says anything. */
const telling = 0.03
/** For measuring on the test split and packing. */
const finishingMs = 200

/** Gathers what is known of a run and reports it, at a bearable rate and with an honest guess of the time left. */
export class ProgressBoard {
  readonly curve: CurvePoint[] = []
  backend: BackendName | null = null
  /** How the backend of each kind of nets was chosen. */
  readonly backends: BackendChoice[] = []
  private readonly leaderboard: Leaderboard
  private readonly send: ((progress: TrainingProgress) => void) | undefined
  private readonly now: () => number
  /** Milliseconds that each family still to come is expected to take. */
  private readonly waiting: Map<Family, number>
  /** For fitting the chosen family again, if that is to come. */
  private refitMs: number
  private stage: TrainingProgress['stage'] = 'preparing'
  private family: Family | null = null
  private fit: FitProgress | null = null
  private fitStarted = 0
  /** Where this attempt's measurement of the fit began: after what a checkpoint had kept. */
  private fitOffset: number | null = null
  private expected = 0
  private spent = 0
  private reached = 0
  private lastSent = Number.NEGATIVE_INFINITY

  constructor(
    leaderboard: Leaderboard,
    costs: ReadonlyMap<Family, number>,
    refitMs: number,
    now: () => number,
    send?: (progress: TrainingProgress) => void,
  ) {
    this.leaderboard = leaderboard
    this.waiting = new Map(costs)
    this.refitMs = refitMs
    this.now = now
    this.send = send
  }

  enter(stage: TrainingProgress['stage']): void {
    this.stage = stage
    if (stage !== 'preparing') this.refitMs = 0
    this.report(true)
  }

  startFamily(family: Family): void {
    this.stage = 'training'
    this.family = family
    this.fit = null
    this.fitOffset = null
    this.fitStarted = this.now()
    this.expected = this.waiting.get(family) ?? this.refitMs
    if (!this.waiting.delete(family)) this.refitMs = 0
    this.report(true)
  }

  advance(progress: FitProgress): void {
    if (this.family === null) return
    this.fit = progress
    if (progress.epochEnd && progress.epoch !== null && progress.loss !== null)
      this.curve.push({
        family: this.family,
        epoch: progress.epoch,
        loss: progress.loss,
        validationLoss: progress.validationLoss,
        validationAccuracy: progress.validationAccuracy,
      })
    if (this.fitOffset === null) {
      this.fitOffset = progress.fraction
      this.fitStarted = this.now()
    }
    this.report(progress.epochEnd)
  }

  chooseBackend(choice: BackendChoice): void {
    this.backend = choice.name
    if (!this.backends.some(({ work }) => work === choice.work)) this.backends.push(choice)
    this.report(true)
  }

  finishFamily(): void {
    this.spent += Math.max(1, this.now() - this.fitStarted)
    this.family = null
    this.fit = null
    this.report(true)
  }

  private report(always: boolean): void {
    if (this.send === undefined) return
    const now = this.now()
    if (!always && now - this.lastSent < intervalMs) return
    this.lastSent = now
    const { left, measured } = this.timeLeft(now)
    const running = this.family === null ? 0 : now - this.fitStarted
    const done = this.spent + running
    this.reached = Math.max(this.reached, Math.min(0.999, done / (done + left)))
    this.send({
      stage: this.stage,
      fraction: this.reached,
      family: this.family,
      epoch: this.fit?.epoch ?? null,
      epochs: this.fit?.epochs ?? null,
      step: this.fit?.step ?? 0,
      steps: this.fit?.steps ?? null,
      loss: this.fit?.loss ?? null,
      validationAccuracy: this.fit?.validationAccuracy ?? null,
      secondsLeft: measured ? left / 1000 : null,
      backend: this.backend,
      backends: [...this.backends],
      leaderboard: this.leaderboard.snapshot(),
      curve: [...this.curve],
    })
  }

  /** Milliseconds left, and whether the larger part of them rests on measurement. */
  private timeLeft(now: number): { left: number; measured: boolean } {
    let waiting = finishingMs + this.refitMs
    for (const cost of this.waiting.values()) waiting += cost
    if (this.family === null) return { left: waiting, measured: this.spent > 0 && this.stage !== 'preparing' }
    const running = now - this.fitStarted
    const progressed = (this.fit?.fraction ?? 0) - (this.fitOffset ?? 0)
    if (progressed < telling) return { left: Math.max(0, this.expected - running) + waiting, measured: false }
    const own = (running / progressed) * (1 - (this.fit?.fraction ?? 0))
    return { left: own + waiting, measured: own >= waiting / 2 || this.spent > 0 }
  }
}
