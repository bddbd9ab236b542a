import { type ExportFormat, exportFormatSchema, exportObstacle } from '@assay/ml-core/schema'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { fileStem } from '../core/file-stem.ts'
import { AssayError } from '../errors/index.ts'
import { requireFeature } from '../feature/is-enabled.ts'
import type { ModelCard } from '../views.ts'
import { getModelCard } from './card.ts'
import { manifestOf } from './present.ts'
import { findModel, findModelVersion } from './read.ts'

export const exportModelVersionInput = z.strictObject({
  id: z.string().max(64),
  format: exportFormatSchema,
})

/** What a worker needs to pack a version, and the name that the archive is saved under. */
export type ExportOrder = {
  artifactKey: string
  format: ExportFormat
  name: string
  modelCard: ModelCard
  fileName: string
}

/** Writes down who takes the version away, and gives the order for packing it. */
export const exportModelVersion = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof exportModelVersionInput>,
): Promise<ExportOrder> => {
  const { id, format } = exportModelVersionInput.parse(input)
  await requireFeature(ctx, 'model_exports', ctx.workspaceId)
  const { card } = await getModelCard(ctx, { id })
  return inWorkspace(ctx, 'member', async (tx) => {
    const version = await findModelVersion(tx, id)
    const model = await findModel(tx, version.modelId)
    const { family, task } = manifestOf(version)
    const obstacle = exportObstacle(family, format, task)
    if (obstacle !== null) throw new AssayError('invalid_request', obstacle, { param: 'format' })
    await writeAudit(tx, ctx, 'model_version.exported', { type: 'model_version', id }, { format })
    const name = `${model.name} v${version.number}`
    return {
      artifactKey: version.artifactKey,
      format,
      name,
      modelCard: card,
      fileName: `${fileStem(name, `model-v${version.number}`)}-${format}.zip`,
    }
  })
}
