import type { DatasetProfile, Examination } from '@assay/datasets/schema'

export type ExamineOrder = { path: string; profile: DatasetProfile }
export type ExamineNews = { type: 'done'; examination: Examination }
