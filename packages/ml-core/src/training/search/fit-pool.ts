import { MlError, TrainingCancelled } from '../../errors.ts'
import type { Budget } from './budget.ts'
import type { CostModel } from './cost-model.ts'
import { FitCrashed, type FitExecutor } from './fit-executor.ts'
import type { FitStore } from './fit-store.ts'
import type { FitResult, FitTask } from './fit-task.ts'
import type { SearchBoard } from './search-board.ts'

export type FitEnd =
  | { type: 'fitted'; task: FitTask; result: FitResult }
  | { type: 'failed'; task: FitTask; error: Error }
  /** The time of its rung was over. */
  | { type: 'late'; task: FitTask }

export interface PoolParts {
  executor: FitExecutor
  store: FitStore
  budget: Budget
  costs: CostModel
  board: SearchBoard
  signal?: AbortSignal
}

/** Of the others only what they answered is asked for. */
function isHosted({ on, share }: FitTask): boolean {
  return on === 'all' || (on === 'train' && share === 1)
}

const never = () => Number.POSITIVE_INFINITY

/** Does fits, as many at a time as the executor has room for, each once: what is in the store is not done again. */
export class FitPool {
  private readonly parts: PoolParts
  private readonly done = new Map<string, FitResult>()

  constructor(parts: PoolParts) {
    this.parts = parts
  }

  /**
   * Starts the tasks in their order. One that would hardly end before the deadline (in milliseconds of the
   * budget, and looked at again and again) is not started, and one that is still running then is ended, unless `mustEnd` says that it has to
   * be done. None may take more than `mostMs`, either. Throws `TrainingCancelled`.
   */
  async run(
    tasks: readonly FitTask[],
    deadline: () => number,
    mustEnd: (task: FitTask) => boolean,
    whenEnded: (end: FitEnd) => unknown,
    mostMs = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const queue = [...tasks]
    const work = async () => {
      for (let task = queue.shift(); task !== undefined; task = queue.shift())
        whenEnded(await (mustEnd(task) ? this.once(task, never) : this.once(task, deadline, mostMs)))
    }
    const slots = await Promise.allSettled(Array.from({ length: this.parts.executor.slots }, work))
    for (const slot of slots) if (slot.status === 'rejected') throw slot.reason
  }

  /** Whether this pool has done it. */
  has(task: FitTask): boolean {
    return this.done.has(task.id)
  }

  /** Does one task, however long it takes; throws what it throws. */
  async one(task: FitTask): Promise<FitResult> {
    const end = await this.once(task, never)
    if (end.type === 'fitted') return end.result
    throw end.type === 'failed' ? end.error : new TrainingCancelled()
  }

  /** Does all of the tasks, however long they take, and answers in their order; throws what one of them throws. */
  async all(tasks: readonly FitTask[]): Promise<FitResult[]> {
    const ends = new Map<string, FitEnd>()
    await this.run(
      tasks,
      never,
      () => true,
      (end) => ends.set(end.task.id, end),
    )
    return tasks.map(({ id }) => {
      const end = ends.get(id)
      if (end?.type === 'fitted') return end.result
      throw end?.type === 'failed' ? end.error : new TrainingCancelled()
    })
  }

  private async once(
    task: FitTask,
    deadline: () => number,
    mostMs = Number.POSITIVE_INFINITY,
  ): Promise<FitEnd> {
    const { store, budget, costs, board, signal } = this.parts
    if (signal?.aborted) throw new TrainingCancelled()
    const known = this.done.get(task.id)
    if (known !== undefined) {
      board.drop(task)
      return { type: 'fitted', task, result: known }
    }
    const kept = await store.load(task.id)
    if (kept !== null) {
      budget.resumeAt(kept.elapsedMs)
      costs.learn(task, kept.fitSeconds * 1000)
      board.end(task)
      this.done.set(task.id, kept)
      for (const choice of kept.backends) board.chooseBackend(choice)
      return { type: 'fitted', task, result: kept }
    }
    // One that is not known at all is tried, and ended when its time is over.
    const soonestEnd = costs.knows(task) ? costs.guessMs(task) / 2 : 0
    if (budget.elapsedMs + soonestEnd > deadline()) {
      board.drop(task)
      return { type: 'late', task }
    }
    const latest = budget.elapsedMs + mostMs
    return this.fit(task, () => Math.min(latest, deadline()))
  }

  private async fit(task: FitTask, deadline: () => number): Promise<FitEnd> {
    const { executor, store, budget, costs, board, signal } = this.parts
    const late = new AbortController()
    const started = budget.elapsedMs
    board.start(task)
    try {
      const fitted = await executor.fit(task, {
        signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
        onProgress(progress) {
          board.advance(task, progress)
          if (budget.elapsedMs > deadline()) late.abort()
        },
      })
      const elapsedMs = budget.elapsedMs
      costs.learn(task, elapsedMs - started)
      const result = isHosted(task) ? fitted : { ...fitted, files: {} }
      await store.save(task.id, { ...result, elapsedMs })
      this.done.set(task.id, result)
      for (const choice of fitted.backends) board.chooseBackend(choice)
      return { type: 'fitted', task, result }
    } catch (error) {
      if (error instanceof TrainingCancelled && !signal?.aborted) return { type: 'late', task }
      if (error instanceof TrainingCancelled) throw error
      if (error instanceof MlError || error instanceof FitCrashed) return { type: 'failed', task, error }
      throw error
    } finally {
      board.end(task)
    }
  }
}
