import { type Tx, tables } from '@assay/db'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { UserCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { AccountDeletionPreview } from '../views.ts'
import { dayText, eraseAtOf, waitDays } from './waiting.ts'

/** Workspaces that would be left without an owner, and that nobody has asked to delete. */
export const ownedAlone = (
  tx: Pick<Tx, 'execute'>,
  userId: string,
): Promise<Iterable<{ id: string; name: string; members: number }>> =>
  tx.execute<{ id: string; name: string; members: number }>(sql`
    select w.id, w.name, (select count(*)::int from member m where m.workspace_id = w.id) as members
    from workspace w join member mine on mine.workspace_id = w.id and mine.user_id = ${userId} and mine.role = 'owner'
    where w.erase_at is null and not exists (select from member o
      where o.workspace_id = w.id and o.role = 'owner' and o.user_id <> ${userId})
    order by w.created_at`)

export const previewAccountDeletion = async (ctx: UserCtx): Promise<AccountDeletionPreview> => ({
  waitDays: waitDays(ctx),
  ownedAlone: [...(await ownedAlone(ctx.dbs.platform, ctx.actor.id))],
})

export const deleteAccountInput = z.strictObject({
  /** The account's e-mail address, typed. */
  confirm: z.string().max(254),
  /** Checked at the door, where passwords are. */
  password: z.string().max(200),
})

/** The account goes after the waiting time, in which one may sign in and take it back. */
export const deleteAccount = (
  ctx: UserCtx,
  input: z.input<typeof deleteAccountInput>,
): Promise<{ eraseAt: Date }> => {
  const { confirm } = deleteAccountInput.parse(input)
  const { user } = tables
  const userId = ctx.actor.id
  const eraseAt = eraseAtOf(ctx)
  return ctx.dbs.platform.transaction(async (tx) => {
    const [me] = await tx.select().from(user).where(eq(user.id, userId)).for('update')
    if (!me) throw new NotFound('member', userId)
    if (confirm.trim().toLowerCase() !== me.email.toLowerCase())
      throw new AssayError(
        'invalid_request',
        `Type your e-mail address, ${me.email}, to delete the account.`,
        {
          param: 'confirm',
        },
      )
    if (me.isOperator)
      throw new AssayError(
        'conflict',
        'An operator’s account cannot be deleted here. Remove its operator rights first.',
      )
    if (me.eraseAt) throw new AssayError('conflict', 'This account is already scheduled for deletion.')
    const [alone] = [...(await ownedAlone(tx, userId))]
    if (alone)
      throw new AssayError(
        'conflict',
        `You are the only owner of “${alone.name}”. Make someone else an owner, or delete the workspace first.`,
      )
    await tx.update(user).set({ eraseAt }).where(eq(user.id, userId))
    await note(tx, ctx, 'account.deletion_asked')
    await enqueue(tx, 'mail.send', {
      to: me.email,
      subject: `Your account will be deleted on ${dayText(eraseAt)}`,
      text: `You requested the deletion of your account. On ${dayText(eraseAt)} your name, your address and your sign-in methods will be permanently removed.\n\nUntil then, you can sign in and cancel the deletion with one click: ${ctx.publicUrl}/settings/account`,
    })
    return { eraseAt }
  })
}

export const keepAccount = (ctx: UserCtx): Promise<void> => {
  const { user } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const kept = await tx
      .update(user)
      .set({ eraseAt: null })
      .where(and(eq(user.id, ctx.actor.id), isNotNull(user.eraseAt), isNull(user.erasedAt)))
      .returning({ email: user.email })
    if (!kept[0]) throw new AssayError('conflict', 'This account is not scheduled for deletion.')
    await note(tx, ctx, 'account.deletion_undone')
    await enqueue(tx, 'mail.send', {
      to: kept[0].email,
      subject: 'Your account will be kept',
      text: `The deletion of your account was cancelled. Nothing has been lost.\n\n${ctx.publicUrl}`,
    })
  })
}

const note = (tx: Tx, ctx: UserCtx, action: string): Promise<void> =>
  writeAudit(tx, { actor: ctx.actor, workspaceId: null }, action, { type: 'user', id: ctx.actor.id })
