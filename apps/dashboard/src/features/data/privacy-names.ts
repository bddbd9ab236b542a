import type { ColumnPrivacy } from '@assay/datasets/schema'

export const columnPrivacyNames: Record<ColumnPrivacy, string> = {
  keep: 'Keep as it is',
  redact_found: 'Marks in place of what is found',
  hash_found: 'Pseudonyms in place of what is found',
  redact: 'A mark in place of every value',
  hash: 'A pseudonym in place of every value',
  drop: 'Leave the column out',
}
