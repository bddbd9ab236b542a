import { newId, type Tx, tables, withWorkspace } from '@assay/db'
import type { DriftResult, DriftSignal } from '@assay/ml-core/schema'
import { and, eq, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { peopleWanting } from '../notification/recipients.ts'
import { emitWebhook } from '../webhook/emit.ts'
import type { DriftOrder } from './claim-due.ts'
import { describeSignal } from './describe-signal.ts'

/** An alert is over once its value is this far below the threshold: one that hovers there is told of once. */
const clearedBelow = 0.8

type Keeping = Pick<Services, 'dbs' | 'now' | 'publicUrl'>

/**
 * Keeps a comparison, raises what is above its threshold and clears what is well below it again. What is newly
 * raised goes out in one mail to each who wants it and in one `drift.detected`, in the same transaction.
 */
export const keepMeasurement = (
  services: Keeping,
  order: Pick<DriftOrder, 'workspaceId' | 'deploymentId' | 'modelVersionId'>,
  result: DriftResult,
): Promise<{ raised: number; cleared: number }> =>
  withWorkspace(services.dbs.app, order.workspaceId, async (tx) => {
    const now = services.now()
    const { workspaceId, deploymentId, modelVersionId } = order
    const { deployment, driftAlert, driftMeasurement } = tables
    const [live] = await tx.select().from(deployment).where(eq(deployment.id, deploymentId)).for('update')
    // Another version went live meanwhile.
    if (live?.modelVersionId !== modelVersionId) return { raised: 0, cleared: 0 }
    await tx
      .insert(driftMeasurement)
      .values({ workspaceId, deploymentId, modelVersionId, at: now, rows: result.rows, result })
      .onConflictDoNothing()
    const open = await tx
      .select()
      .from(driftAlert)
      .where(and(eq(driftAlert.deploymentId, deploymentId), isNull(driftAlert.clearedAt)))
    const raised: DriftSignal[] = []
    for (const signal of result.signals) {
      const known = open.find(
        (one) =>
          one.kind === signal.kind &&
          one.feature === (signal.feature ?? '') &&
          one.modelVersionId === modelVersionId,
      )
      if (known)
        await tx
          .update(driftAlert)
          .set({ value: signal.value, threshold: signal.threshold, clearedAt: isOver(signal) ? now : null })
          .where(eq(driftAlert.id, known.id))
      else if (signal.value > signal.threshold) raised.push(signal)
    }
    // What an earlier version was alarmed about, or a respect that is no longer looked at, says nothing any more.
    const stale = open.filter(
      (one) =>
        one.modelVersionId !== modelVersionId ||
        !result.signals.some(({ kind, feature }) => kind === one.kind && (feature ?? '') === one.feature),
    )
    for (const { id } of stale)
      await tx.update(driftAlert).set({ clearedAt: now }).where(eq(driftAlert.id, id))
    for (const { kind, feature, value, threshold } of raised)
      await tx.insert(driftAlert).values({
        id: newId('dra'),
        workspaceId,
        deploymentId,
        modelVersionId,
        kind,
        feature: feature ?? '',
        firstValue: value,
        value,
        threshold,
        raisedAt: now,
      })
    const left = await tx.$count(
      driftAlert,
      and(eq(driftAlert.deploymentId, deploymentId), isNull(driftAlert.clearedAt)),
    )
    const cleared = open.length + raised.length - left
    if (raised.length > 0) await tell(services, tx, order, { name: live.name, raised })
    if (cleared > 0 && left === 0)
      await emitWebhook(tx, workspaceId, 'drift.cleared', { deploymentId, modelVersionId }, now)
    await notifyChange(tx, { topic: 'drift', workspaceId, id: deploymentId })
    return { raised: raised.length, cleared }
  })

const isOver = ({ value, threshold }: DriftSignal): boolean => value < threshold * clearedBelow

const tell = async (
  services: Keeping,
  tx: Tx,
  { workspaceId, deploymentId, modelVersionId }: Parameters<typeof keepMeasurement>[1],
  { name, raised }: { name: string; raised: DriftSignal[] },
): Promise<void> => {
  const strongest = raised.toSorted((a, b) => b.value / b.threshold - a.value / a.threshold)
  const lines = strongest.slice(0, 20).map((signal) => `- ${describeSignal(signal)}`)
  const more = raised.length > lines.length ? `\n- and ${raised.length - lines.length} more` : ''
  const link = `${services.publicUrl}/deployments/${deploymentId}?tab=drift`
  const text = `The inputs of ${name} are no longer like the data that its model learned from:\n\n${lines.join('\n')}${more}\n\nSee how they differ, and change when you are told: ${link}`
  for (const to of await peopleWanting(tx, workspaceId, 'drift'))
    await enqueue(tx, 'mail.send', { to, subject: `${name}: the inputs have drifted`, text })
  const [first] = strongest
  if (!first) return
  const { kind, feature, value, threshold } = first
  const about = { deploymentId, modelVersionId, alerts: raised.length, kind, feature, value, threshold }
  await emitWebhook(tx, workspaceId, 'drift.detected', about, services.now())
}
