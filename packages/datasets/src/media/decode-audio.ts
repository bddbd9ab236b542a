import { decodeWav, type Sound } from './decode-wav.ts'
import { MediaRefused } from './media-refused.ts'
import { resample } from './resample.ts'
import { sniffFile } from './sniff-file.ts'

/** Of a decoded clip: mono, signed 16 bits, so many samples a second. */
export type AudioShape = { rate: number }

/** What is kept of a longer clip: the stretch of this length that holds the most energy. */
export const clipSeconds = 10
/** Of the file as it is sent. */
const mostSeconds = 600

/** A clip as it came: its rate, channels and length in seconds, and its sound before it is made to fit. */
export type OpenedAudio = { rate: number; channels: number; seconds: number; sound: Sound }

/**
 * Opens a WAV file.
 *
 * @throws MediaRefused for other files, broken ones and clips of more than ten minutes.
 */
export function openAudio(bytes: Uint8Array): OpenedAudio {
  if (sniffFile(bytes) !== 'wav')
    throw new MediaRefused('media_type', 'This is not a WAV file, whatever its name says.')
  const sound = decodeWav(bytes)
  const { rate, channels, samples } = sound
  const seconds = samples.length / rate
  if (seconds > mostSeconds)
    throw new MediaRefused(
      'media_unreadable',
      `The clip is ${Math.round(seconds / 60)} minutes long; up to ${mostSeconds / 60} can be read. Cut it into shorter ones.`,
    )
  return { rate, channels, seconds, sound }
}

/** Crops to the loudest ten seconds, then converts to the shape's rate. */
export function fitAudio({ sound }: OpenedAudio, { rate }: AudioShape): Int16Array {
  const kept = loudestStretch(sound.samples, clipSeconds * sound.rate)
  const converted = resample(kept, sound.rate, rate)
  return Int16Array.from(converted, (value) =>
    Math.round(Math.max(-32_768, Math.min(32_767, value * 32_768))),
  )
}

/**
 * The samples of a WAV file in the shape.
 *
 * @throws MediaRefused as `openAudio` does.
 */
export function decodeAudio(bytes: Uint8Array, shape: AudioShape): Int16Array {
  return fitAudio(openAudio(bytes), shape)
}

function loudestStretch(samples: Float32Array, length: number): Float32Array {
  if (samples.length <= length) return samples
  let energy = 0
  let most = -1
  let best = 0
  for (let i = 0; i < samples.length; i++) {
    energy += (samples[i] ?? 0) ** 2
    if (i >= length) energy -= (samples[i - length] ?? 0) ** 2
    if (i >= length - 1 && energy > most) {
      most = energy
      best = i - length + 1
    }
  }
  return samples.subarray(best, best + length)
}
