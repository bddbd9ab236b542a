import type { DatasetProfile, KeptMap } from '@assay/datasets/schema'

export type MapOrder = { path: string; profile: DatasetProfile; scratchDir: string }
export type MapNews = { type: 'done'; map: KeptMap }
