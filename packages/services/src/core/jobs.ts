import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'

/** Every job: its name and payload. Payloads carry ids; a job reloads state and survives running twice. */
export const jobs = {
  'dataset.ingest': z.object({ workspaceId: z.string(), datasetVersionId: z.string() }),
  'upload.finish': z.object({ workspaceId: z.string(), uploadId: z.string() }),
  'dataset.purge': z.object({ workspaceId: z.string(), datasetId: z.string() }),
  'dataset.drop_upload': z.object({ workspaceId: z.string(), datasetVersionId: z.string() }),
  'dataset.examine': z.object({ workspaceId: z.string(), datasetVersionId: z.string() }),
  'feedback.settle': z.object({ workspaceId: z.string(), feedbackId: z.string() }),
  'dataset.map': z.object({ workspaceId: z.string(), datasetVersionId: z.string() }),
  'labelling.score': z.object({ workspaceId: z.string(), datasetId: z.string() }),
  'solution.advance': z.object({ workspaceId: z.string(), solutionRunId: z.string() }),
  'batch.run': z.object({ workspaceId: z.string(), batchId: z.string() }),
  'model.train': z.object({ workspaceId: z.string(), trainingJobId: z.string() }),
  'engagement.mail': z.object({ entryId: z.string() }),
  'engagement.invoice': z.object({ engagementInvoiceId: z.string() }),
  'quote.expire': z.object({ quoteVersionId: z.string() }),
  'deployment.score_gold': z.object({ workspaceId: z.string(), deploymentId: z.string(), since: z.int() }),
  'stripe.apply_event': z.object({ stripeEventId: z.string() }),
  /** The mail itself: what it says (a secret link) is kept nowhere else. */
  'mail.send': z.object({ to: z.string(), subject: z.string(), text: z.string() }),
  'webhook.deliver': z.object({ workspaceId: z.string(), deliveryId: z.string() }),
  'credit.charge_card': z.object({ topUpId: z.string() }),
  'takeout.make': z.object({ workspaceId: z.string(), takeoutId: z.string() }),
  'workspace.erase': z.object({ workspaceId: z.string() }),
  'account.erase': z.object({ userId: z.string() }),
  'usage.send': z.object({ outboxId: z.string() }),
} as const
export type JobName = keyof typeof jobs
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]>

/** Queues a job within the row's own transaction: both are committed, or neither. */
export const enqueue = async <N extends JobName>(
  tx: Pick<Tx, 'execute'>,
  name: N,
  payload: JobPayload<N>,
  options: { key?: string; runAt?: Date; maxAttempts?: number } = {},
): Promise<void> => {
  await tx.execute(sql`select enqueue_job(
    ${name}, ${JSON.stringify(jobs[name].parse(payload))}::json, ${options.key ?? null},
    ${options.runAt?.toISOString() ?? null}::timestamptz, ${options.maxAttempts ?? 25})`)
}
