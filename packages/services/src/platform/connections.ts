import { tables } from '@assay/db'
import { desc, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import type { ConnectionsView } from '../views.ts'

/** What a worker says of how its mails leave; nothing where an older one says nothing. */
const announced = z.object({
  mail: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('smtp'),
        server: z.string(),
        user: z.string().nullable(),
        from: z.string(),
      }),
      z.object({ kind: z.literal('file'), file: z.string() }),
    ])
    .nullable()
    .catch(null),
})

/** What the environment set, and when Stripe was last heard of. */
export const getConnections = async (ctx: OperatorCtx): Promise<ConnectionsView> => {
  const { stripeEvent, workerProcess } = tables
  const { platform } = ctx.dbs
  const [last] = await platform
    .select({ at: stripeEvent.receivedAt })
    .from(stripeEvent)
    .orderBy(desc(stripeEvent.receivedAt))
    .limit(1)
  const [worker] = await platform
    .select({ info: workerProcess.info })
    .from(workerProcess)
    .orderBy(desc(workerProcess.startedAt))
    .limit(1)
  return {
    database: { address: ctx.inForce?.database ?? null },
    storage: { address: ctx.inForce?.objectStore ?? null, directUploads: ctx.store.direct !== undefined },
    stripe: {
      mode: ctx.stripe.isLocal ? 'local' : ctx.stripe.livemode ? 'live' : 'test',
      key: ctx.inForce?.stripeKey ?? null,
      webhookUrl: webhookUrlOf(ctx),
      lastEventAt: last?.at ?? null,
      waitingEvents: await platform.$count(stripeEvent, isNull(stripeEvent.handledAt)),
    },
    mail: worker ? announced.parse(worker.info).mail : null,
  }
}

/** Where Stripe is to send its events. */
export const webhookUrlOf = (ctx: OperatorCtx): string => `${ctx.publicUrl}/webhooks/stripe`
