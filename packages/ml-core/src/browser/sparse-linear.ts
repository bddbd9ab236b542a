import { SparseLinearModel } from '../classifiers/sparse-linear-model.ts'
import { openText } from './runtime.ts'

export const open = openText(SparseLinearModel.load)
