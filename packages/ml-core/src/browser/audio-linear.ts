import { AudioLinearModel } from '../classifiers/audio-linear-model.ts'
import { openAudio } from './runtime.ts'

export const open = openAudio(AudioLinearModel.load)
