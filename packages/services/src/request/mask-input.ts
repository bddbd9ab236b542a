import { maskPersonalData } from '@assay/datasets/privacy'
import type { PersonalDataKind } from '@assay/datasets/schema'

/** The input with marks such as `[EMAIL]` for the personal data of these kinds; columns that have none stay as they are. */
export const maskInput = <T>(input: T, kinds: readonly PersonalDataKind[]): T => {
  if (kinds.length === 0) return input
  const wanted = new Set(kinds)
  if (typeof input === 'string') return maskPersonalData(input, wanted) as T
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const cells = Object.entries(input).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? maskPersonalData(value, wanted, name) : value,
  ])
  return Object.fromEntries(cells) as T
}
