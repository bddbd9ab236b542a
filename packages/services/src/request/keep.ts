import type { PersonalDataKind } from '@assay/datasets/schema'
import { tables, withWorkspace } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import { type CapturedRow, queueCaptured } from '../labelling/index.ts'
import type { CallAnswer } from '../views.ts'
import { maskInput } from './mask-input.ts'

/** A call that was answered or refused, as the gateway saw it. */
export type CallRecord = {
  requestId: string
  workspaceId: string
  deploymentId: string
  /** Null where it was refused before a version was asked. */
  modelVersionId: string | null
  apiKeyId: string | null
  endUserId: string | null
  status: number
  code: string | null
  latencyMs: number
  inputs: number
  answers: CallAnswer[] | null
  at: Date
  capture: {
    redact: PersonalDataKind[]
    keepDays: number
    rows: { place: number; input: unknown; answer: CallAnswer & { runnerUp: number | null } }[]
  } | null
}

const dayMs = 86_400_000

/** Postgres keeps neither NUL nor half a surrogate pair: marks stand in for them in what is only looked at. */
const storable = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? part.replace(/\0|\p{Surrogate}/gu, '\uFFFD') : part,
  )

/**
 * Writes calls down, a transaction per workspace; personal data gives way before anything is. Only for looking at and
 * for labelling: what is billed is committed before a call is answered. A call of a deployment that is not the
 * workspace's leaves nothing.
 */
export const keepCalls = async (services: Services, calls: CallRecord[]): Promise<void> => {
  for (const [workspaceId, own] of groupBy(calls, (call) => call.workspaceId)) {
    const log = own.map(({ capture: _capture, workspaceId: _workspace, at, ...call }) => ({
      ...call,
      at: at.toISOString(),
    }))
    const rows = own.flatMap((call) => capturedOf(call))
    await withWorkspace(services.dbs.app, workspaceId, async (tx) => {
      await tx.execute(sql`
        insert into request_log (id, workspace_id, deployment_id, model_version_id, api_key_id, end_user_id, status,
          code, latency_ms, inputs, answers, at)
        select c."requestId", ${workspaceId}, d.id, c."modelVersionId", c."apiKeyId", c."endUserId", c.status, c.code,
          c."latencyMs", c.inputs, c.answers, c.at
        from jsonb_to_recordset(${storable(log)}::jsonb) as c("requestId" text, "deploymentId" text,
          "modelVersionId" text, "apiKeyId" text, "endUserId" text, status integer, code text, "latencyMs" real,
          inputs integer, answers jsonb, at timestamptz)
        join deployment d on d.id = c."deploymentId"
        on conflict do nothing`)
      if (rows.length === 0) return
      await tx
        .insert(tables.capturedPrediction)
        .values(rows.map(({ runnerUp: _runnerUp, ...row }) => ({ ...row, workspaceId })))
        .onConflictDoNothing()
      for (const [deploymentId, captured] of groupBy(rows, (row) => row.deploymentId))
        await queueCaptured(tx, { workspaceId, deploymentId }, captured)
    })
  }
}

const capturedOf = ({ capture, requestId, deploymentId, modelVersionId, at }: CallRecord): CapturedRow[] => {
  if (capture === null || modelVersionId === null) return []
  const expiresAt = new Date(at.getTime() + capture.keepDays * dayMs)
  return capture.rows.map(({ place, input, answer: { runnerUp, ...answer } }) => ({
    requestId,
    place,
    deploymentId,
    modelVersionId,
    // Parsed again, so that what is hashed and kept is what can be kept.
    input: JSON.parse(storable(maskInput(input, capture.redact))) as SentInput,
    answer,
    runnerUp,
    createdAt: at,
    expiresAt,
  }))
}
