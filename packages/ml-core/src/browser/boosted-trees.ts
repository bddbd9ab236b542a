import { BoostedTreesModel } from '../trees/boosted-trees-model.ts'
import { openTable } from './runtime.ts'

export const open = openTable(BoostedTreesModel.load)
