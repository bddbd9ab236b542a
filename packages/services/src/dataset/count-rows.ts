import { countMatching } from '@assay/datasets'
import { type MatchingRows, rowFilterSchema } from '@assay/datasets/schema'
import { z } from 'zod'
import type { WorkspaceCtx } from '../core/context.ts'
import { locateVersion, refusingUnknown } from './rows.ts'

export const countRowsInput = z.strictObject({ versionId: z.string().max(64), filter: rowFilterSchema })

/** How many rows of which classes a filter leaves in: what an edit of them would change. */
export const countRows = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof countRowsInput>,
): Promise<MatchingRows> => {
  const { versionId, filter } = countRowsInput.parse(input)
  return refusingUnknown(countMatching({ ...(await locateVersion(ctx, versionId)), filter }))
}
