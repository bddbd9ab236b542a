import { readInputRows } from '@assay/datasets'
import { type BatchClaim, commitStretch, endBatch, type StretchOutcome } from '@assay/services/batch'
import type { Services } from '@assay/services/core'
import type { ReadyModel } from '../hosting/model-cache.ts'
import { type AnsweredRow, answerRows } from './answer-rows.ts'
import type { InputMaker } from './make-inputs.ts'

/** Rows of one commit: what a crash costs at most. */
const rowsOfStretch = 1_000

type NoRoom = Extract<StretchOutcome, { type: 'no_room' }>

const usedUp = (bound: NoRoom['bound'], done: number, total: number) =>
  bound === 'key_cap'
    ? {
        code: 'key_spend_cap_reached',
        message: `The API key that started this batch has reached its spend cap: ${done} of ${total} rows are done. Raise it under Settings → API keys, or wait for the next billing period, and resume.`,
      }
    : {
        code: 'quota_exceeded',
        message: `The limit of the plan, spend cap or credits is reached: ${done} of ${total} rows are done. Make room under Billing, or wait for the next period, then resume.`,
      }

/** As many rows from the first on as there are predictions left for. */
const whatFits = (answered: readonly AnsweredRow[], room: number): AnsweredRow[] => {
  let left = room
  const end = answered.findIndex(({ refused }) => !refused && --left < 0)
  return end < 0 ? [...answered] : answered.slice(0, end)
}

/**
 * Goes through the rows from the checkpoint on. The results of a stretch are durable before its usage is committed, and
 * both are before the next one begins. Throws where the worker stops.
 */
export const workThrough = async (
  services: Services,
  claim: BatchClaim,
  work: { total: number; maker: InputMaker; model: ReadyModel; isStopping: () => boolean },
): Promise<void> => {
  const { total, maker, model } = work
  const { columns, media } = maker

  const keep = async (start: number, rows: readonly AnsweredRow[]) => {
    // The attempt in its name: one that was overtaken overwrites nothing.
    const key = `${claim.folder}/results/${String(start).padStart(10, '0')}-${claim.attempt}.jsonl`
    await services.store.put(key, Buffer.from(rows.map(({ line }) => `${line}\n`).join('')))
    const refused = rows.filter((row) => row.refused).length
    return commitStretch(services, claim, { start, rows: rows.length, refused, key })
  }

  for (let start = claim.rowsDone; start < total; ) {
    if (work.isStopping()) throw new Error('The worker stops; the batch goes on from its checkpoint')
    const path = await services.store.localPath(claim.source.key)
    const rows = await readInputRows({ path, columns, media, from: start, count: rowsOfStretch })
    if (rows.length === 0) throw new Error(`The source ends at row ${start} of ${total}`)
    let answered = await answerRows(model, claim, maker, rows)
    let outcome = await keep(start, answered)
    while (outcome.type === 'no_room') {
      answered = whatFits(answered, outcome.room)
      if (answered.length === 0) {
        await endBatch(services, claim, { status: 'partial', error: usedUp(outcome.bound, start, total) })
        return
      }
      outcome = await keep(start, answered)
    }
    if (outcome.type === 'over') return
    start += answered.length
  }
  await endBatch(services, claim, { status: 'succeeded' })
}
