import { PlainCnn } from '../images/cnn/plain-cnn.ts'
import { openImage } from './runtime.ts'

export const open = openImage(PlainCnn.load)
