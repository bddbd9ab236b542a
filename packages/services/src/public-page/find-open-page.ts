import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { isEnabled } from '../feature/is-enabled.ts'

/**
 * The page at an address while it is open, the operator allows such pages, and its workspace is not suspended. Throws
 * `not_found` for every other one alike.
 */
export const findOpenPage = async (services: Pick<Services, 'dbs'>, slug: string) => {
  const { publicPage, workspaceSuspension } = tables
  const [row] = await services.dbs.platform
    .select({ page: publicPage })
    .from(publicPage)
    .leftJoin(workspaceSuspension, eq(workspaceSuspension.workspaceId, publicPage.workspaceId))
    .where(
      and(eq(publicPage.slug, slug), eq(publicPage.isOpen, true), isNull(workspaceSuspension.workspaceId)),
    )
  if (!row || !(await isEnabled(services, 'public_pages', row.page.workspaceId)))
    throw new NotFound('public page', slug)
  return row.page
}
