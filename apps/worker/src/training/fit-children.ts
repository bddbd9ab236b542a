import {
  FitCrashed,
  type FitExecutor,
  type FitResult,
  type FitTask,
  type FitWatch,
  MlError,
  TrainingCancelled,
} from '@assay/ml-core'
import { type Child, startChild } from '../child.ts'
import type { FitNews, FitOrder, FitSource } from './fit-messages.ts'

type Answer = { resolve: (result: FitResult) => void; reject: (error: Error) => void; watch: FitWatch }

/** A process that fits one candidate after the other, and keeps the data in memory meanwhile. */
class FitProcess {
  isAlive = true
  private readonly child: Child<FitOrder>
  private answer: Answer | null = null

  constructor(memoryMb: number) {
    this.child = startChild<FitOrder, FitNews>('fit-child', memoryMb, (news) => this.take(news))
    this.child.finished
      .catch((error: unknown) => this.settle()?.reject(crashOf(error)))
      .finally(() => {
        this.isAlive = false
      })
  }

  fit(source: FitSource, task: FitTask, watch: FitWatch): Promise<FitResult> {
    return new Promise((resolve, reject) => {
      this.answer = { resolve, reject, watch }
      const stop = () => {
        this.kill()
        this.settle()?.reject(new TrainingCancelled())
      }
      if (watch.signal.aborted) return stop()
      watch.signal.addEventListener('abort', stop, { once: true })
      this.child.send({ source, task })
    })
  }

  kill(): void {
    this.isAlive = false
    this.child.kill()
  }

  private take(news: FitNews): void {
    if (news.type === 'progress') this.answer?.watch.onProgress(news.progress)
    else if (news.type === 'fitted') this.settle()?.resolve(news.result)
    else this.settle()?.reject(new MlError(news.error.code, news.error.message))
  }

  private settle(): Answer | null {
    const { answer } = this
    this.answer = null
    return answer
  }
}

const crashOf = (error: unknown): FitCrashed =>
  new FitCrashed('Training with these settings ended without a result; they may need too much memory.', {
    cause: error,
  })

/**
 * Fits of a search in child processes, as many at a time as there are slots. One that is cancelled is killed at
 * once, whatever it does; the children end by themselves when this process is gone.
 */
export const openFitChildren = (
  source: FitSource,
  slots: number,
  memoryMb: number,
): FitExecutor & { close(): void } => {
  const idle: FitProcess[] = []
  const all = new Set<FitProcess>()
  return {
    slots,
    async fit(task, watch) {
      const process = idle.pop() ?? new FitProcess(memoryMb)
      all.add(process)
      try {
        return await process.fit(source, task, watch)
      } finally {
        if (process.isAlive) idle.push(process)
        else all.delete(process)
      }
    },
    close: () => {
      for (const process of all) process.kill()
    },
  }
}
