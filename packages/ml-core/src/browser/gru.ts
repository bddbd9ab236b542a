import { SequenceModel } from '../classifiers/sequence-model.ts'
import { gru } from '../sequences/gru.ts'
import { openText } from './runtime.ts'

export const open = openText((files) => SequenceModel.load(gru, files))
