import { z } from 'zod'

export const personalDataKindSchema = z.enum([
  'email',
  'phone',
  'card',
  'iban',
  'ip',
  'national_id',
  'passport',
])
export type PersonalDataKind = z.infer<typeof personalDataKindSchema>

/**
 * What becomes of a column's values before anything of them is kept. `redact`: a typed mark in place of the whole
 * value; `hash`: a pseudonym, the same for the same value within a workspace; `drop`: the column is not read.
 * `redact_found` and `hash_found`: only what is found within the value.
 */
export const columnPrivacySchema = z.enum(['keep', 'redact', 'hash', 'drop', 'redact_found', 'hash_found'])
export type ColumnPrivacy = z.infer<typeof columnPrivacySchema>

/** What becomes of personal data that is found: it stays, gives way to a typed mark, or to a pseudonym. */
export const foundPrivacySchema = z.enum(['keep', 'redact', 'hash'])
export type FoundPrivacy = z.infer<typeof foundPrivacySchema>

/** By column name. */
export const columnOptionsSchema = z.record(
  z.string().min(1).max(256),
  z.strictObject({ privacy: columnPrivacySchema.optional() }),
)

/** What an ingest did to one column's values. */
export const treatedColumnSchema = z.object({
  column: z.string(),
  privacy: columnPrivacySchema,
  /** Rows in which something was exchanged. */
  rows: z.int(),
  kinds: z.array(z.object({ kind: personalDataKindSchema, rows: z.int() })),
  /** Up to three values as they are now. */
  examples: z.array(z.string()),
})
export type TreatedColumn = z.infer<typeof treatedColumnSchema>
