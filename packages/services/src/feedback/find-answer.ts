import { type Tx, tables } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, eq } from 'drizzle-orm'
import type { CapturedRow } from '../labelling/index.ts'
import type { CallAnswer } from '../views.ts'

export type KnownAnswer = { answer: CallAnswer; captured: CapturedRow | null }

/** What a prediction answered, and its input where that was kept; null where the log does not have it. */
export const findAnswer = async (tx: Tx, requestId: string, place: number): Promise<KnownAnswer | null> => {
  const { requestLog, capturedPrediction: captured } = tables
  const [kept] = await tx
    .select()
    .from(captured)
    .where(and(eq(captured.requestId, requestId), eq(captured.place, place)))
  if (kept) {
    // Only `keepCalls` writes them.
    const answer = kept.answer as CallAnswer
    const input = kept.input as SentInput
    return { answer, captured: { ...kept, input, answer, runnerUp: null } }
  }
  const [logged] = await tx
    .select({ answers: requestLog.answers })
    .from(requestLog)
    .where(eq(requestLog.id, requestId))
  const answer = (logged?.answers as CallAnswer[] | null | undefined)?.[place]
  return answer ? { answer, captured: null } : null
}
