import { SeedMlpModel } from '../classifiers/seed-mlp-model.ts'
import { openText } from './runtime.ts'

export const open = openText(SeedMlpModel.load)
