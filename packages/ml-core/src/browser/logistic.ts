import { LogisticModel } from '../classifiers/logistic-model.ts'
import { openTable } from './runtime.ts'

export const open = openTable(LogisticModel.load)
