import { MlpModel } from '../classifiers/mlp-model.ts'
import { openTable } from './runtime.ts'

export const open = openTable(MlpModel.load)
