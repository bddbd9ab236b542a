import { tables } from '@assay/db'
import { type DriftReference, driftReferenceSchema, type Manifest } from '@assay/ml-core/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { manifestOf } from '../model/present.ts'
import { settingsOf } from './settings.ts'

export type SketchTarget = { workspaceId: string; deploymentId: string; modelVersionId: string }
export type SketchOrder = { reference: DriftReference } & Pick<Manifest, 'image' | 'audio'>

/** What to compare a version's inputs with; null where there is nothing, or its people do not want it. */
export const findSketchOrder = async (
  services: Pick<Services, 'dbs'>,
  { workspaceId, deploymentId, modelVersionId }: SketchTarget,
): Promise<SketchOrder | null> => {
  const { deployment, modelVersion } = tables
  const [row] = await services.dbs.platform
    .select({
      settings: deployment.drift,
      reference: modelVersion.driftReference,
      manifest: modelVersion.manifest,
    })
    .from(deployment)
    .innerJoin(modelVersion, eq(modelVersion.modelId, deployment.modelId))
    .where(
      and(
        eq(deployment.id, deploymentId),
        eq(deployment.workspaceId, workspaceId),
        eq(modelVersion.id, modelVersionId),
      ),
    )
  if (!row?.reference || !settingsOf(row.settings).enabled) return null
  const { image, audio } = manifestOf(row)
  return { reference: driftReferenceSchema.parse(row.reference), image, audio }
}

/** Adds what a worker has counted to this hour. */
export const recordSketches = async (
  services: Pick<Services, 'dbs' | 'now'>,
  sketches: (SketchTarget & { counts: number[] })[],
): Promise<void> => {
  if (sketches.length === 0) return
  await services.dbs.platform.execute(
    sql`select add_drift(${services.now().toISOString()}::timestamptz, ${JSON.stringify(sketches)}::jsonb)`,
  )
}

const sketchDays = 35
const measurementDays = 90

export const sweepDrift = async (services: Pick<Services, 'dbs' | 'now'>): Promise<void> => {
  const now = services.now().toISOString()
  const { platform } = services.dbs
  await platform.execute(
    sql`delete from drift_sketch where hour < ${now}::timestamptz - make_interval(days => ${sketchDays})`,
  )
  await platform.execute(
    sql`delete from drift_measurement where at < ${now}::timestamptz - make_interval(days => ${measurementDays})`,
  )
}
