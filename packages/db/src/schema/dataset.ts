import { type AnyPgColumn, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { count, createdAt, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

/** `unlabelled`: its rows were set aside to be labelled; there is nothing to learn from yet. */
export type DatasetVersionStatus =
  | 'receiving'
  | 'queued'
  | 'ingesting'
  | 'needs_label'
  | 'unlabelled'
  | 'ready'
  | 'failed'
export type JobError = { code: string; message: string; line?: number | null }

export const dataset = pgTable(
  'dataset',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    name: text('name').notNull(),
    createdBy: text('created_by').references(() => user.id),
    archivedAt: instant('archived_at'),
    /** Its data goes, or has gone: `purgedAt` says when the last of it had. */
    deletedAt: instant('deleted_at'),
    purgedAt: instant('purged_at'),
    createdAt: createdAt(),
  },
  (t) => [index('dataset_workspace').on(t.workspaceId, t.createdAt)],
)

/** An upload, edits of an earlier version, or an upload that is added to one, and what came of it. Once `ready` the row and its Parquet file never change. */
export const datasetVersion = pgTable(
  'dataset_version',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => dataset.id),
    number: integer('number').notNull(),
    status: text('status').$type<DatasetVersionStatus>().notNull(),
    fileName: text('file_name').notNull(),
    uploadKey: text('upload_key'),
    uploadBytes: count('upload_bytes'),
    uploadSha256: text('upload_sha256'),
    /** Since when the uploaded file is gone; all versions that were read from it say so. */
    uploadDroppedAt: instant('upload_dropped_at'),
    /** The version that this one was made from: by `edits`, without an upload of its own, or by adding its upload's rows. */
    parentId: text('parent_id').references((): AnyPgColumn => datasetVersion.id),
    edits: jsonb('edits').$type<unknown>(),
    /** What the edits did, in words. */
    edited: text('edited'),
    options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
    attempt: integer('attempt').notNull().default(0),
    progress: jsonb('progress').$type<unknown>(),
    question: jsonb('question').$type<unknown>(),
    profile: jsonb('profile').$type<unknown>(),
    report: jsonb('report').$type<unknown>(),
    error: jsonb('error').$type<JobError>(),
    parquetKey: text('parquet_key'),
    parquetBytes: count('parquet_bytes'),
    /** SHA-256 (hex) of the version's logical content. */
    contentSha256: text('content_sha256'),
    rows: count('rows'),
    /** What is wrong with its rows; null until somebody has looked. */
    examination: jsonb('examination').$type<unknown>(),
    /** Its rows in the plane; null until somebody has asked for it. */
    rowMap: jsonb('row_map').$type<unknown>(),
    readyAt: instant('ready_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('dataset_version_number').on(t.datasetId, t.number),
    index('dataset_version_workspace').on(t.workspaceId),
  ],
)
