import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { ModelCardNotes } from '../views.ts'
import { findModel } from './read.ts'

/** Postgres stores neither NUL nor half a surrogate pair. */
const note = z
  .string()
  .trim()
  .max(4_000)
  .refine((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text), 'invalid_text')

const cardNotesInput = z.strictObject({ intendedUse: note, limits: note, contact: note })

export const setCardNotesInput = z.strictObject({ id: z.string().max(64), notes: cardNotesInput })

/** What a model's people say of it; it stands in the card of each of its versions. */
export const setCardNotes = (ctx: WorkspaceCtx, input: z.input<typeof setCardNotesInput>): Promise<void> => {
  const { id, notes } = setCardNotesInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await findModel(tx, id)
    await tx.update(tables.model).set({ cardNotes: notes }).where(eq(tables.model.id, id))
    await writeAudit(tx, ctx, 'model.card_edited', { type: 'model', id }, notes)
  })
}

const noNotes: ModelCardNotes = { intendedUse: '', limits: '', contact: '' }

/** Parsed by `setCardNotes` before they were written. */
export const cardNotesOf = (stored: unknown): ModelCardNotes => ({ ...noNotes, ...(stored as object | null) })
