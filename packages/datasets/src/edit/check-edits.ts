import type { DatasetEdit } from '../schema/edits.ts'
import type { DatasetProfile } from '../schema/index.ts'
import { planEdits } from './edit-plan.ts'

/** Throws `DatasetUnusable` for edits that cannot be made on a version with this profile. */
export function checkEdits(profile: DatasetProfile, edits: readonly DatasetEdit[]): void {
  planEdits(profile, edits)
}
