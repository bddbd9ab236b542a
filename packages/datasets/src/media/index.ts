export { decodeImage, type ImageShape, measureImage } from './decode-image.ts'
export { encodePng } from './encode-png.ts'
export { MediaRefused, type MediaRefusedCode } from './media-refused.ts'
export { sniffFile } from './sniff-file.ts'
