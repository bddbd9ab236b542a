import { newId, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { NotFound } from '../errors/index.ts'
import type { ConnectionTrial } from './connection-trial.ts'

/** A mail server that has not answered by then is not one to rely on. */
const patienceMs = 25_000
const lookEveryMs = 150

/** A mail to whoever asks, by the way of all mails: a worker sends it. One attempt only, whose failure is told. */
export const testMailSteps = (ctx: OperatorCtx): ConnectionTrial[] => {
  const key = `mail-test/${newId('req')}`
  return [
    {
      step: 'mail_queued',
      run: async () => {
        const to = await addressOf(ctx)
        const text = `This is the test e-mail that you asked for in the platform settings of ${ctx.publicUrl}. E-mails from there reach you.`
        await ctx.dbs.platform.transaction((tx) =>
          enqueue(tx, 'mail.send', { to, subject: 'Test e-mail', text }, { key, maxAttempts: 1 }),
        )
        return to
      },
    },
    { step: 'mail_sent', run: () => waitUntilSent(ctx, key).then(() => null) },
  ]
}

const addressOf = async (ctx: OperatorCtx): Promise<string> => {
  const { user } = tables
  const id = ctx.actor.id ?? ''
  const [own] = await ctx.dbs.platform.select({ email: user.email }).from(user).where(eq(user.id, id))
  if (!own) throw new NotFound('member', id)
  return own.email
}

const waitUntilSent = async (ctx: OperatorCtx, key: string): Promise<void> => {
  const untilMs = Date.now() + patienceMs
  while (Date.now() < untilMs) {
    const [job] = await ctx.dbs.platform.execute<{ state: string; last_error: string | null }>(
      sql`select state, last_error from queue_job_of(${key})`,
    )
    if (!job) return
    if (job.state === 'dead') throw new Error(firstLine(job.last_error) ?? 'The mail could not be sent.')
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  throw new Error('No worker has sent it yet. See under Jobs whether one is running.')
}

const firstLine = (text: string | null): string | null => text?.split('\n')[0]?.slice(0, 300) ?? null
