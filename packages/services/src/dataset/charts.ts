import { chartVersion } from '@assay/datasets'
import type { VersionCharts } from '@assay/datasets/schema'
import type { z } from 'zod'
import type { WorkspaceCtx } from '../core/context.ts'
import { datasetId } from './manage.ts'
import { locateVersion } from './rows.ts'

/** Versions do not change, so neither do their charts. */
const kept = new Map<string, Promise<VersionCharts>>()
const mostKept = 100

/** How the numbers, dates and texts of a ready version are spread; computed when somebody first looks. */
export const getCharts = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof datasetId>,
): Promise<VersionCharts> => {
  const { id } = datasetId.parse(input)
  const version = await locateVersion(ctx, id)
  let charts = kept.get(id)
  if (!charts) {
    charts = chartVersion(version)
    kept.set(id, charts)
    charts.catch(() => kept.delete(id))
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  }
  return charts
}
