import { newId, tables } from '@assay/db'
import type { WorkspaceCtx } from '../core/context.ts'

/** A service that is being worked on: its one milestone is delivered, and a change to it proposed. */
export const addEngagement = async (
  ctx: WorkspaceCtx,
): Promise<{
  engagementId: string
  quoteVersionId: string
  milestoneId: string
  changeId: string
  attachmentId: string
}> => {
  const [engagementId, quoteVersionId, milestoneId, changeId, attachmentId] = [
    newId('eng'),
    newId('qtv'),
    newId('ems'),
    newId('ech'),
    newId('eat'),
  ]
  const { workspaceId, dbs } = ctx
  const of = { workspaceId, engagementId }
  const contentSha256 = 'c'.repeat(64)
  const line = { description: 'Work', quantity: '1', unitPriceMinor: '100' }
  const content = {
    currency: 'eur',
    lines: [line],
    taxPercent: '0',
    milestones: [{ title: 'All of it', description: '', amountMinor: '100', dueOn: null }],
    depositMinor: '0',
    terms: '',
    validUntil: '2030-01-31',
  }
  await dbs.platform.transaction(async (tx) => {
    await tx.insert(tables.engagement).values({
      id: engagementId,
      workspaceId,
      title: 'Sort our tickets',
      brief: 'By team.',
      dataKind: 'text',
      currency: 'eur',
      state: 'active',
      totalMinor: 100n,
      taxMinor: 0n,
      depositMinor: 0n,
    })
    await tx.insert(tables.quoteVersion).values({
      ...of,
      id: quoteVersionId,
      number: 1,
      state: 'accepted',
      content,
      contentSha256,
      subtotalMinor: 100n,
      taxMinor: 0n,
      totalMinor: 100n,
      validUntil: content.validUntil,
      signedName: 'Ada',
      answeredAt: ctx.now(),
    })
    await tx.insert(tables.engagementMilestone).values({
      ...of,
      id: milestoneId,
      position: 0,
      title: 'All of it',
      amountMinor: 100n,
      taxMinor: 0n,
      state: 'in_review',
    })
    await tx.insert(tables.engagementChange).values({
      ...of,
      id: changeId,
      number: 1,
      title: 'More',
      reason: 'Asked for',
      content: {
        lines: [line],
        milestones: [{ type: 'add', title: 'More', description: '', amountMinor: '100', dueOn: null }],
      },
      contentSha256,
      deltaMinor: 100n,
      taxMinor: 0n,
    })
    await tx.insert(tables.engagementAttachment).values({
      ...of,
      id: attachmentId,
      name: 'brief.pdf',
      mediaType: 'application/pdf',
      bytes: 1,
      sha256: contentSha256,
      storeKey: `${workspaceId}/services/${engagementId}/${attachmentId}`,
    })
  })
  return { engagementId, quoteVersionId, milestoneId, changeId, attachmentId }
}
