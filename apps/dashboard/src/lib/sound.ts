import { encodeWav } from '@assay/ml-core/audio'
import { fromBase64, toBase64 } from './base64.ts'

/** Whatever the browser can decode, as mono samples of 16 bits, so many a second. */
export async function decodeSound(bytes: ArrayBuffer, rate: number): Promise<Int16Array> {
  // The context's own rate is what a sound is converted to.
  const buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes)
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c))
  return Int16Array.from({ length: buffer.length }, (_, i) => {
    const mean = channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / channels.length
    return Math.round(32_767 * Math.max(-1, Math.min(1, mean)))
  })
}

/** The same as a WAV file in base64. */
export const asWav = (samples: Int16Array, rate: number): string => toBase64(encodeWav(samples, rate))

/** Plays a sound file; the answer stops it. */
export async function playSound(b64: string, onEnd: () => void): Promise<() => void> {
  const context = new AudioContext()
  const source = context.createBufferSource()
  source.buffer = await context.decodeAudioData(fromBase64(b64).buffer)
  source.connect(context.destination)
  source.onended = () => {
    void context.close()
    onEnd()
  }
  source.start()
  return () => source.stop()
}
