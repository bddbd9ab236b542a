import type { Tx } from '@assay/db'
import { queueFeedback } from '../labelling/index.ts'
import type { KnownAnswer } from './find-answer.ts'

/** Puts the row before people where its input was kept. */
export const queueSaid = async (
  tx: Tx,
  workspaceId: string,
  known: KnownAnswer | null,
  said: { label: string | null; correct: boolean | null; comment: string | null },
): Promise<boolean> => {
  const row = known?.captured
  return row ? queueFeedback(tx, { workspaceId, deploymentId: row.deploymentId }, row, said) : false
}
