import type { ColumnPrivacy } from '@assay/datasets/schema'

export const columnPrivacyNames: Record<ColumnPrivacy, string> = {
  keep: 'Keep as it is',
  redact_found: 'Replace matches with markers',
  hash_found: 'Replace matches with pseudonyms',
  redact: 'Replace every value with a marker',
  hash: 'Replace every value with a pseudonym',
  drop: 'Exclude the column',
}
