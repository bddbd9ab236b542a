import { type TrafficRole, type Tx, tables } from '@assay/db'
import { type DecisionPolicy, heavyFamilies, type InputColumn, type TaskKind } from '@assay/ml-core/schema'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { manifestOf } from '../model/present.ts'
import { type DataHandling, dataHandlingOf } from './data-handling.ts'
import { trafficOf } from './traffic.ts'

/** One version of a deployment, as the gateway needs it. */
export type ServedVersion = {
  deploymentId: string
  workspaceId: string
  revision: number
  role: TrafficRole
  modelVersionId: string
  versionNumber: number
  artifactKey: string
  artifactSha256: string
  /** Whether workers host it apart from light models. */
  heavy: boolean
  kind: TaskKind
  /** In the order of the model's probabilities. */
  labels: string[]
  /** What a row of a table holds; empty for the other kinds. */
  columns: InputColumn[]
  /** Whether an answer has any number of labels. */
  multiLabel: boolean
  /** How answers are decided; null: the most probable label. */
  policy: DecisionPolicy | null
  /** What is masked in its inputs, and what of its calls is kept. */
  dataHandling: DataHandling
  /** The rate of all keys together, where the deployment is dedicated; else each key has its own. */
  dedicatedPerSecond: number | null
  /** Whether what comes of its calls is counted, as other versions are measured beside it. */
  watched: boolean
  /** What answers the same calls for comparison; of the live version alone. */
  shadow: ServedVersion | null
}

/** What the gateway needs to serve a deployment; cached there until a change notice names it. */
export type ServedDeployment = ServedVersion & {
  stopped: boolean
  canary: (ServedVersion & { percent: number }) | null
}

export const findServedDeployment = async (
  platform: Pick<Tx, 'select'>,
  id: string,
): Promise<ServedDeployment | null> => {
  const { deployment, dedicatedTerms, model } = tables
  const [row] = await platform
    .select({
      workspaceId: deployment.workspaceId,
      modelVersionId: deployment.modelVersionId,
      kind: model.kind,
      revision: deployment.revision,
      policy: deployment.policy,
      traffic: deployment.traffic,
      dataHandling: deployment.dataHandling,
      dedicatedPerSecond: dedicatedTerms.requestsPerSecond,
      stopped: sql<boolean>`${deployment.stoppedAt} is not null`,
    })
    .from(deployment)
    .innerJoin(model, eq(model.id, deployment.modelId))
    .leftJoin(
      dedicatedTerms,
      and(eq(dedicatedTerms.deploymentId, deployment.id), isNull(dedicatedTerms.endedAt)),
    )
    .where(eq(deployment.id, id))
  if (!row) return null
  const { canary, shadow } = trafficOf(row.traffic) ?? {}
  const dataHandling = dataHandlingOf(row.dataHandling)
  const versions = await findVersions(
    platform,
    [row, canary, shadow].flatMap((one) => one?.modelVersionId ?? []),
  )
  const present = (role: TrafficRole, modelVersionId: string, policy: DecisionPolicy | null) => {
    const version = versions.get(modelVersionId)
    if (!version) return null
    const { workspaceId, revision, kind, dedicatedPerSecond } = row
    const own = { deploymentId: id, workspaceId, revision, role, modelVersionId, kind, policy, dataHandling }
    return { ...own, ...version, dedicatedPerSecond, watched: row.traffic !== null, shadow: null }
  }
  // Parsed by `deploy` before it was written.
  const live = present('live', row.modelVersionId, row.policy as DecisionPolicy | null)
  if (!live) return null
  const other = canary && present('canary', canary.modelVersionId, canary.policy)
  return {
    ...live,
    stopped: row.stopped,
    canary: other && canary ? { ...other, percent: canary.percent } : null,
    shadow: shadow ? present('shadow', shadow.modelVersionId, null) : null,
  }
}

const findVersions = async (platform: Pick<Tx, 'select'>, ids: string[]) => {
  const { modelVersion } = tables
  const rows = await platform
    .select({
      id: modelVersion.id,
      versionNumber: modelVersion.number,
      manifest: modelVersion.manifest,
      artifactKey: modelVersion.artifactKey,
      artifactSha256: modelVersion.artifactSha256,
    })
    .from(modelVersion)
    .where(inArray(modelVersion.id, ids))
  return new Map(
    rows.map(({ id, manifest: stored, ...version }) => {
      const { labels, columns, task, family } = manifestOf({ manifest: stored })
      const heavy = heavyFamilies.has(family)
      return [id, { ...version, labels, columns, multiLabel: task === 'multi', heavy }] as const
    }),
  )
}
