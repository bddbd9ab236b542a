import { Readable } from 'node:stream'
import { type Tx, tables } from '@assay/db'
import { exportObstacle } from '@assay/ml-core/schema'
import { asc, eq, gt, isNull } from 'drizzle-orm'
import { listApiKeys } from '../api-key/index.ts'
import { getInvoice, listInvoices } from '../billing/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { fileStem } from '../core/file-stem.ts'
import { exportStatement } from '../ledger/index.ts'
import { getModelCard } from '../model/card.ts'
import type { ExportOrder } from '../model/export.ts'
import { manifestOf } from '../model/present.ts'
import { exportUsage } from '../usage/export-usage.ts'
import { listWebhooks } from '../webhook/index.ts'
import { exportAudit } from '../workspace/export-audit.ts'
import { listMembers } from '../workspace/members.ts'
import { serviceFiles } from './services.ts'

export type TakeoutFile = {
  path: string
  /** False: it is packed already. */
  compress: boolean
  /** Null: there is none after all, as where a file was dropped or a model has no such form. */
  open: () => Promise<Readable | null>
}
/** Packs a model version for running it elsewhere; null where it cannot be. */
export type PackModel = (order: Omit<ExportOrder, 'fileName'>) => Promise<Readable | null>

const dayMs = 86_400_000
const usageDays = 365

const json = (path: string, read: () => Promise<unknown>): TakeoutFile => ({
  path,
  compress: true,
  open: async () => Readable.from([JSON.stringify(await read(), bigintAsText, 2)]),
})
const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

const folderOf = (one: { id: string; name: string }): string => `${fileStem(one.name, 'unnamed')}-${one.id}`

/** Every file of the archive, in its order; each is opened only when its turn comes. */
export const takeoutFiles = async (ctx: WorkspaceCtx, pack: PackModel): Promise<TakeoutFile[]> => [
  json('workspace.json', () => readWorkspace(ctx)),
  json('members.json', () => listMembers(ctx)),
  json('api-keys.json', () => listApiKeys(ctx)),
  json('webhooks.json', () => listWebhooks(ctx)),
  ...(await datasetFiles(ctx)),
  ...(await modelFiles(ctx, pack)),
  ...deploymentFiles(ctx),
  ...(await serviceFiles(ctx, json)),
  ...(await moneyFiles(ctx)),
  {
    path: 'audit-log.csv',
    compress: true,
    open: async () => (await exportAudit(ctx, {})).content,
  },
]

const readWorkspace = (ctx: WorkspaceCtx) =>
  inWorkspace(ctx, 'admin', async (tx) => {
    const { workspace } = tables
    const [found] = await tx
      .select({
        id: workspace.id,
        name: workspace.name,
        requiresSecondFactor: workspace.requiresSecondFactor,
        billingCurrency: workspace.billingCurrency,
        createdAt: workspace.createdAt,
      })
      .from(workspace)
    return found
  })

const datasetFiles = async (ctx: WorkspaceCtx): Promise<TakeoutFile[]> => {
  const { dataset, datasetVersion } = tables
  const rows = await inWorkspace(ctx, 'admin', (tx) =>
    tx
      .select({ dataset, version: datasetVersion })
      .from(datasetVersion)
      .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
      .where(isNull(dataset.deletedAt))
      .orderBy(asc(dataset.createdAt), asc(datasetVersion.number)),
  )
  return rows.flatMap(({ dataset: owner, version }): TakeoutFile[] => {
    const stem = `datasets/${folderOf(owner)}/v${version.number}`
    const { uploadKey, parquetKey, ...about } = version
    const stored = (key: string | null, path: string): TakeoutFile[] =>
      key === null ? [] : [{ path, compress: false, open: () => ctx.store.stream(key) }]
    const fileName = version.fileName.replaceAll(/[^\w.-]+/g, '_').slice(-80)
    return [
      json(`${stem}.json`, async () => ({ dataset: owner.name, ...about, rowMap: undefined })),
      ...stored(parquetKey, `${stem}.parquet`),
      ...(version.uploadDroppedAt ? [] : stored(uploadKey, `${stem}-upload-${fileName}`)),
    ]
  })
}

const modelFiles = async (ctx: WorkspaceCtx, pack: PackModel): Promise<TakeoutFile[]> => {
  const { model, modelVersion } = tables
  const rows = await inWorkspace(ctx, 'admin', (tx) =>
    tx
      .select({ model, version: modelVersion })
      .from(modelVersion)
      .innerJoin(model, eq(model.id, modelVersion.modelId))
      .where(isNull(model.archivedAt))
      .orderBy(asc(model.createdAt), asc(modelVersion.number)),
  )
  return rows.flatMap(({ model: owner, version }): TakeoutFile[] => {
    const stem = `models/${folderOf(owner)}/v${version.number}`
    const { family, task } = manifestOf(version)
    const onnx: TakeoutFile[] =
      exportObstacle(family, 'onnx', task) !== null
        ? []
        : [
            {
              path: `${stem}-onnx.zip`,
              compress: false,
              open: async () => {
                const { card } = await getModelCard(ctx, { id: version.id })
                const name = `${owner.name} v${version.number}`
                return pack({ artifactKey: version.artifactKey, format: 'onnx', name, modelCard: card })
              },
            },
          ]
    return [
      {
        path: `${stem}-card.md`,
        compress: true,
        open: async () => Readable.from([(await getModelCard(ctx, { id: version.id })).markdown]),
      },
      json(`${stem}-report.json`, async () => version.report),
      { path: `${stem}.bundle`, compress: false, open: () => ctx.store.stream(version.artifactKey) },
      ...onnx,
    ]
  })
}

const rowsAtOnce = 1_000

/** A table's rows as JSON lines, a part at a time. */
const lines = (
  ctx: WorkspaceCtx,
  path: string,
  read: (tx: Tx, after: string) => Promise<{ id: string }[]>,
): TakeoutFile => {
  async function* pages(): AsyncGenerator<string> {
    for (let after = ''; ; ) {
      const rows = await inWorkspace(ctx, 'admin', (tx) => read(tx, after))
      const last = rows.at(-1)
      if (!last) return
      yield rows.map((row) => `${JSON.stringify(row, bigintAsText)}\n`).join('')
      after = last.id
    }
  }
  return { path, compress: true, open: async () => Readable.from(pages()) }
}

const deploymentFiles = (ctx: WorkspaceCtx): TakeoutFile[] => {
  const { deployment, deploymentRevision, feedback } = tables
  return [
    json('deployments/deployments.json', () =>
      inWorkspace(ctx, 'admin', (tx) => tx.select().from(deployment).orderBy(asc(deployment.createdAt))),
    ),
    json('deployments/revisions.json', () =>
      inWorkspace(ctx, 'admin', (tx) =>
        tx
          .select()
          .from(deploymentRevision)
          .orderBy(asc(deploymentRevision.deploymentId), asc(deploymentRevision.revision)),
      ),
    ),
    lines(ctx, 'deployments/feedback.jsonl', (tx, after) =>
      tx.select().from(feedback).where(gt(feedback.id, after)).orderBy(asc(feedback.id)).limit(rowsAtOnce),
    ),
  ]
}

const moneyFiles = async (ctx: WorkspaceCtx): Promise<TakeoutFile[]> => {
  const about = await readWorkspace(ctx)
  const first = about?.createdAt.getTime() ?? ctx.now().getTime()
  const files: TakeoutFile[] = []
  for (let at = first; at <= ctx.now().getTime(); at += usageDays * dayMs) {
    const from = new Date(at).toISOString().slice(0, 10)
    const to = new Date(Math.min(at + (usageDays - 1) * dayMs, ctx.now().getTime()))
      .toISOString()
      .slice(0, 10)
    for (const per of ['day', 'call'] as const)
      files.push({
        path: `usage/per-${per}-from-${from}.csv`,
        compress: true,
        open: async () => (await exportUsage(ctx, { per, from, to })).content,
      })
  }
  files.push({
    path: 'billing/statement.csv',
    compress: true,
    open: async () => (await exportStatement(ctx)).content,
  })
  for (let offset = 0, total = 1; offset < total; offset += 200) {
    const page = await listInvoices(ctx, { offset, limit: 200 })
    total = page.total
    for (const { id } of page.items)
      files.push(json(`billing/invoices/${id}.json`, () => getInvoice(ctx, { id })))
  }
  return files
}
