import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { bytes, createdAt, id, instant } from './columns.ts'

/** How the platform presents itself. A row a save: the one with the highest number rules, the others tell the past. */
export const brand = pgTable('brand', {
  number: integer('number').primaryKey(),
  settings: jsonb('settings').$type<unknown>().notNull(),
  createdBy: text('created_by'),
  createdAt: createdAt(),
})

/** A picture of the brand, named by its bytes so that it may be kept for ever by whoever fetched it. */
export const brandAsset = pgTable('brand_asset', {
  sha256: text('sha256').primaryKey(),
  mime: text('mime').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  bytes: bytes('bytes').notNull(),
  createdAt: createdAt(),
})

export type LegalKind = 'terms' | 'privacy' | 'imprint'

/** A version of a legal text, never altered: somebody may have accepted it. */
export const legalDocument = pgTable(
  'legal_document',
  {
    id: id(),
    kind: text('kind').$type<LegalKind>().notNull(),
    number: integer('number').notNull(),
    /** Markdown; empty takes the page away. */
    body: text('body').notNull(),
    publishedAt: instant('published_at').notNull(),
  },
  (t) => [
    uniqueIndex('legal_document_number').on(t.kind, t.number),
    check('legal_document_kind', sql`kind in ('terms', 'privacy', 'imprint')`),
  ],
)

export const legalAcceptance = pgTable(
  'legal_acceptance',
  {
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    documentId: text('document_id')
      .notNull()
      .references(() => legalDocument.id),
    acceptedAt: instant('accepted_at').notNull(),
    address: text('address').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.documentId] })],
)
