import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { count, createdAt, id, instant } from './columns.ts'
import { dataset, datasetVersion } from './dataset.ts'
import { workspace } from './workspace.ts'

/** A file that arrives over many requests: until it is a version, or until its time is up. */
export const upload = pgTable(
  'upload',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => dataset.id),
    fileName: text('file_name').notNull(),
    options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
    bytesTotal: count('bytes_total').notNull(),
    /** What is durable and in order. Stays 0 where the bytes go straight to the object store, which counts them itself. */
    bytesReceived: count('bytes_received').notNull().default(0),
    /** Hex, of the whole; null where the sender named none. */
    sha256: text('sha256'),
    /** The object store's own name of the upload, where the bytes go there straight. */
    multipartId: text('multipart_id'),
    datasetVersionId: text('dataset_version_id').references(() => datasetVersion.id),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('upload_workspace').on(t.workspaceId), index('upload_expires_at').on(t.expiresAt)],
)

/** A stretch of an upload, an object of its own until the last one has arrived. */
export const uploadPiece = pgTable(
  'upload_piece',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    uploadId: text('upload_id')
      .notNull()
      .references(() => upload.id, { onDelete: 'cascade' }),
    start: count('start').notNull(),
    bytes: count('bytes').notNull(),
    key: text('key').notNull(),
  },
  (t) => [primaryKey({ columns: [t.uploadId, t.start] })],
)
