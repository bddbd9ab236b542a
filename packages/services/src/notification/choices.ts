import { type Tx, tables, type WorkspaceRole } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { MailChoices } from '../views.ts'
import { isDefault, mailKinds } from './kinds.ts'

const personOf = (ctx: WorkspaceCtx): string => {
  if (ctx.actor.type !== 'user') throw new AssayError('forbidden', 'Only people can receive e-mails.')
  return ctx.actor.id
}

const readChoices = async (
  tx: Tx,
  { workspaceId, userId, role }: { workspaceId: string; userId: string; role: WorkspaceRole },
): Promise<MailChoices> => {
  const { mailChoice } = tables
  const rows = await tx
    .select({ kind: mailChoice.kind, wanted: mailChoice.wanted })
    .from(mailChoice)
    .where(and(eq(mailChoice.workspaceId, workspaceId), eq(mailChoice.userId, userId)))
  const chosen = new Map(rows.map(({ kind, wanted }) => [kind, wanted]))
  // Whoever asks is concerned by their own runs.
  return mailKinds.map((kind) => ({
    kind,
    wanted: chosen.get(kind) ?? isDefault(kind, { role, isConcerned: kind === 'training' }),
  }))
}

/** Which mails of the workspace the asking person gets. */
export const listMailChoices = (ctx: WorkspaceCtx): Promise<MailChoices> => {
  const { workspaceId, role } = ctx
  return inWorkspace(ctx, 'viewer', (tx) => readChoices(tx, { workspaceId, role, userId: personOf(ctx) }))
}

export const setMailChoiceInput = z.strictObject({ kind: z.enum(mailKinds), wanted: z.boolean() })

export const setMailChoice = (
  ctx: WorkspaceCtx,
  input: z.input<typeof setMailChoiceInput>,
): Promise<MailChoices> => {
  const { kind, wanted } = setMailChoiceInput.parse(input)
  const { workspaceId, role } = ctx
  const userId = personOf(ctx)
  const sentAt = kind === 'digest' && wanted ? ctx.now() : null
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const { mailChoice } = tables
    await tx
      .insert(mailChoice)
      .values({ workspaceId, userId, kind, wanted, sentAt })
      .onConflictDoUpdate({
        target: [mailChoice.workspaceId, mailChoice.userId, mailChoice.kind],
        set: { wanted, sentAt },
      })
    return readChoices(tx, { workspaceId, role, userId })
  })
}

/** Whether the asking person gets mails of one kind. */
export const wantsMails = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  kind: (typeof mailKinds)[number],
): Promise<boolean> => {
  const { workspaceId, role, actor } = ctx
  if (actor.type !== 'user') return false
  const choices = await readChoices(tx, { workspaceId, role, userId: actor.id })
  return choices.some((one) => one.kind === kind && one.wanted)
}
