export { encodeWav } from './encode-wav.ts'
export { LogMel } from './log-mel.ts'
