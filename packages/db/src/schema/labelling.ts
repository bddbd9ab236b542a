import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { createdAt, id, instant } from './columns.ts'
import { dataset, datasetVersion } from './dataset.ts'
import { modelVersion } from './model.ts'
import { workspace } from './workspace.ts'

/**
 * Why a row waits for a label: it came without one, the model is unsure of it, or contradicts the label it has, or it
 * came in a call.
 */
export type LabellingQueue = 'unlabelled' | 'uncertain' | 'contradicted' | 'production'
/** `disputed`: its annotators differ, and somebody has to settle it. `published`: a version has it. */
export type LabellingState = 'open' | 'labelled' | 'disputed' | 'published'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

/** How a dataset is labelled. */
export const labellingPlan = pgTable('labelling_plan', {
  datasetId: text('dataset_id')
    .primaryKey()
    .references(() => dataset.id, { onDelete: 'cascade' }),
  workspaceId: owner(),
  /** In the order of their keys. */
  classes: text('classes').array().notNull().default([]),
  /** How many people label each row. */
  annotators: integer('annotators').notNull().default(1),
  kind: text('kind').$type<'text' | 'table' | 'image' | 'audio'>().notNull(),
  /** The last look of a model through the rows. */
  scored: jsonb('scored').$type<unknown>(),
})

/** A row that somebody shall label. */
export const labellingItem = pgTable(
  'labelling_item',
  {
    id: id(),
    workspaceId: owner(),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => dataset.id, { onDelete: 'cascade' }),
    queue: text('queue').$type<LabellingQueue>().notNull(),
    state: text('state').$type<LabellingState>().notNull().default('open'),
    /** SHA-256 (hex) of the input: the same row is asked about once, whichever version it stands in. */
    contentSha256: text('content_sha256').notNull(),
    /** A text, or a row of columns; null for a picture or a sound, which are read from their version. */
    input: jsonb('input').$type<unknown>(),
    /** Where it stands, for rows that are in a version. */
    versionId: text('version_id').references(() => datasetVersion.id),
    row: integer('row'),
    /** What it has now. */
    givenLabel: text('given_label'),
    /** What the model would say. */
    suggestion: text('suggestion'),
    suggestionScore: real('suggestion_score'),
    modelVersionId: text('model_version_id').references(() => modelVersion.id),
    /** The higher, the sooner it is asked about. */
    priority: real('priority').notNull().default(0),
    /** Why it is asked about, where its queue alone does not say. */
    reason: jsonb('reason').$type<unknown>(),
    /** What came in a call is kept no longer than its deployment says. */
    expiresAt: instant('expires_at'),
    /** What its annotators agree on, or whoever settled it says. */
    label: text('label'),
    settledBy: text('settled_by').references(() => user.id),
    /** The version that it became part of; should that fail, it waits again. */
    publishedIn: text('published_in').references(() => datasetVersion.id),
    /** Who is looking at it, so that two people are not asked at once. */
    heldBy: text('held_by').references(() => user.id),
    heldUntil: instant('held_until'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('labelling_item_content').on(t.datasetId, t.queue, t.contentSha256),
    index('labelling_item_next').on(t.datasetId, t.queue, t.state, t.priority),
    index('labelling_item_workspace').on(t.workspaceId),
  ],
)

/** What one person said of a row; without a label they passed it on. */
export const annotation = pgTable(
  'annotation',
  {
    workspaceId: owner(),
    itemId: text('item_id')
      .notNull()
      .references(() => labellingItem.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    label: text('label'),
    /** Somebody should look at it again. */
    flagged: boolean('flagged').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.itemId, t.userId] }), index('annotation_workspace').on(t.workspaceId)],
)
