import { SequenceModel } from '../classifiers/sequence-model.ts'
import { textCnn } from '../sequences/text-cnn.ts'
import { openText } from './runtime.ts'

export const open = openText((files) => SequenceModel.load(textCnn, files))
