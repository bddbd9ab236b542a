import { ImageLinearModel } from '../classifiers/image-linear-model.ts'
import { openImage } from './runtime.ts'

export const open = openImage(ImageLinearModel.load)
