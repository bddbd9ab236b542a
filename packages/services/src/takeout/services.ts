import { tables } from '@assay/db'
import { asc } from 'drizzle-orm'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { getEngagement, listEntries } from '../engagement/index.ts'
import type { TakeoutFile } from './contents.ts'

/** Each service with its thread, and the files that are attached to it. */
export const serviceFiles = async (
  ctx: WorkspaceCtx,
  json: (path: string, read: () => Promise<unknown>) => TakeoutFile,
): Promise<TakeoutFile[]> => {
  const { engagement, engagementAttachment } = tables
  const { services, attachments } = await inWorkspace(ctx, 'admin', async (tx) => ({
    services: await tx.select({ id: engagement.id }).from(engagement).orderBy(asc(engagement.createdAt)),
    attachments: await tx.select().from(engagementAttachment),
  }))
  return services.flatMap(({ id }): TakeoutFile[] => [
    json(`services/${id}/service.json`, () => getEngagement(ctx, { id })),
    json(`services/${id}/thread.json`, () => listEntries(ctx, { id, limit: 200 })),
    ...attachments
      .filter((one) => one.engagementId === id)
      .map((one) => ({
        path: `services/${id}/${one.id}-${one.name.replaceAll(/[^\w.-]+/g, '_').slice(-80)}`,
        compress: false,
        open: () => ctx.store.stream(one.storeKey),
      })),
  ])
}
