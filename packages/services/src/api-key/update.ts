import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { requireFuture } from './create.ts'
import { lockLiveKey, tellKeyChange } from './lock.ts'
import { keySettings, settingsProblem } from './settings.ts'
import { setKeySpendCap } from './spend-cap.ts'

export const updateApiKeyInput = z
  .strictObject({ id: z.string().max(64), ...keySettings })
  .partial()
  .required({
    id: true,
  })

/** Changes what is named; every API process goes by it within a second. */
export const updateApiKey = (ctx: WorkspaceCtx, input: z.input<typeof updateApiKeyInput>): Promise<void> => {
  const { id, ...asked } = updateApiKeyInput.parse(input)
  const { spendCapMinor, ...changes } = asked
  return inWorkspace(ctx, 'admin', async (tx) => {
    const found = await lockLiveKey(tx, id)
    const problem = settingsProblem(found.kind, { ...found, ...changes })
    if (problem) throw new AssayError('invalid_request', problem.message, { param: problem.param })
    requireFuture(ctx, changes.expiresAt ?? null)
    if (Object.keys(asked).length === 0) return
    if (Object.keys(changes).length > 0)
      await tx.update(tables.apiKey).set(changes).where(eq(tables.apiKey.id, id))
    if (spendCapMinor !== undefined) await setKeySpendCap(tx, ctx, found, spendCapMinor)
    await tellKeyChange(tx, found)
    await writeAudit(tx, ctx, 'api_key.updated', { type: 'api_key', id }, asked)
  })
}
