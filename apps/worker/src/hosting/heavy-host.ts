import type { Log } from '@assay/infra'
import { ArtifactCorrupt } from '@assay/ml-core'
import { type Child, startChild } from '../child.ts'
import type { HeavyCall, HeavyNews } from './heavy-messages.ts'

const childMemoryMb = 4_096
/** A call that has ended the child this often is not asked again. */
const mostTries = 2

type Waiting = {
  text: string
  tries: number
  resolve(lines: string): void
  reject(error: Error): void
}

export type HeavyHost = {
  /** Answers the text of a group, as `AnswerGroup` does. */
  answer(text: string): Promise<string>
  count(): number
  bytes(): number
  /** No other process is started after this. */
  close(): void
}

/**
 * Hosts nets of pictures, sounds and sentences in a process of its own, so that the event loop that answers light
 * models never waits for them. The process is started for the first call; when it ends, another one takes its calls.
 */
export const openHeavyHost = (log: Log): HeavyHost => {
  const waiting = new Map<number, Waiting>()
  let child: Child<HeavyCall> | null = null
  let calls = 0
  let closed = false
  let models = 0
  let bytes = 0

  const hear = (news: HeavyNews): void => {
    models = news.models
    bytes = news.bytes
    const call = waiting.get(news.id)
    waiting.delete(news.id)
    if ('lines' in news) call?.resolve(news.lines)
    else call?.reject(news.corrupt ? new ArtifactCorrupt(news.failure) : new Error(news.failure))
  }

  const reopen = (reason: string): void => {
    log.warn({ reason, calls: waiting.size }, 'the process of heavy models ended')
    child = null
    models = 0
    bytes = 0
    for (const [id, call] of waiting) {
      if (call.tries < mostTries && !closed) send(id, call)
      else {
        waiting.delete(id)
        call.reject(new Error(`The process of heavy models ended: ${reason}`))
      }
    }
  }

  const open = (): Child<HeavyCall> => {
    const opened = startChild<HeavyCall, HeavyNews>('hosting-child', childMemoryMb, (news) => hear(news))
    child = opened
    opened.finished.catch((error: unknown) => {
      if (child === opened) reopen(error instanceof Error ? error.message : 'failed')
    })
    return opened
  }

  const send = (id: number, call: Waiting): void => {
    call.tries++
    ;(child ?? open()).send({ id, text: call.text })
  }

  return {
    answer: (text) =>
      new Promise((resolve, reject) => {
        const call = { text, tries: 0, resolve, reject }
        const id = calls++
        waiting.set(id, call)
        send(id, call)
      }),
    count: () => models,
    bytes: () => bytes,
    close: () => {
      closed = true
      child?.kill()
    },
  }
}
