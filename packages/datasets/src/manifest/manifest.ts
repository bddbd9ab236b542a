import type { SplitName } from '../schema/index.ts'

/** What a manifest says of one file. */
export type ManifestRow = {
  /** 1-based line of the manifest, or the item's number where it has no lines. */
  line: number
  /** As it stands there: a path, an address, or an id. */
  file: string
  labels: string[]
  split: SplitName | null
  /** Why its labels are none that can be learned; null otherwise. */
  unlike: string | null
}

export type Manifest = {
  path: string
  /** What kind it is, in words. */
  from: string
  rows: ManifestRow[]
  /** Lines that could not be read. */
  broken: { line: number; reason: string; text: string }[]
}

/** One record of a manifest before anybody knows what its fields mean. */
export type ManifestRecord = { line: number; values: Record<string, unknown> }
