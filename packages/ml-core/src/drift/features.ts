import { clipAt, type Examples, imageSize } from '../examples.ts'
import type { CellValue, PredictionInput, TaskKind } from '../schema/index.ts'
import { scriptOf } from '../slices/script-of.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A row in the respects in which it is compared. */
export type Described = Record<string, CellValue>

/** The names of what is compared of a kind that has no columns of its own. */
export const describedFeatures = {
  text: [
    { name: 'length', type: 'number' },
    { name: 'script', type: 'category' },
    { name: 'new words', type: 'number' },
  ],
  image: [
    { name: 'brightness', type: 'number' },
    { name: 'contrast', type: 'number' },
    { name: 'detail', type: 'number' },
  ],
  audio: [
    { name: 'seconds', type: 'number' },
    { name: 'loudness', type: 'number' },
    { name: 'crossings', type: 'number' },
  ],
} as const satisfies Record<
  Exclude<TaskKind, 'table'>,
  readonly { name: string; type: 'number' | 'category' }[]
>

/** Characters, the prevailing script, and the share of words that the training did not have. */
export const describeText = (text: string, vocabulary: Vocabulary): Described => ({
  length: text.length,
  script: scriptOf(text),
  'new words': vocabulary.novelty(text),
})

/**
 * Mean and standard deviation of the pixels (0 … 255), and the mean difference between neighbours in a row, which a
 * blurred picture has little of. Channels are looked at alike.
 */
export const describePixels = (pixels: Uint8Array, channels: number): Described => {
  let sum = 0
  let squares = 0
  let steps = 0
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] ?? 0
    sum += value
    squares += value * value
    if (at >= channels) steps += Math.abs(value - (pixels[at - channels] ?? 0))
  }
  const n = Math.max(1, pixels.length)
  const mean = sum / n
  return { brightness: mean, contrast: Math.sqrt(Math.max(0, squares / n - mean * mean)), detail: steps / n }
}

/** Seconds, the root mean square in dB below full scale, and zero crossings a second. */
export const describeClip = (samples: Int16Array, rate: number): Described => {
  let squares = 0
  let crossings = 0
  for (let at = 0; at < samples.length; at++) {
    const value = samples[at] ?? 0
    squares += value * value
    if (at > 0 && value < 0 !== (samples[at - 1] ?? 0) < 0) crossings++
  }
  const n = Math.max(1, samples.length)
  const rms = Math.sqrt(squares / n) / 32_768
  return {
    seconds: samples.length / rate,
    loudness: 20 * Math.log10(Math.max(rms, 1e-5)),
    crossings: (crossings * rate) / n,
  }
}

/** A row of examples as `describeInput` would see it. */
export const describeExample = (examples: Examples, row: number, vocabulary: Vocabulary): Described => {
  switch (examples.kind) {
    case 'text':
      return describeText(examples.texts[row] ?? '', vocabulary)
    case 'table':
      return Object.fromEntries(examples.columns.map(({ name, values }) => [name, values[row] ?? null]))
    case 'image': {
      const size = imageSize(examples)
      return describePixels(examples.pixels.subarray(row * size, (row + 1) * size), examples.channels)
    }
    case 'audio':
      return describeClip(clipAt(examples, row), examples.rate)
  }
}

/** An input as a model takes it, in the respects of its kind; null where it is of no kind. */
export const describeInput = (
  input: PredictionInput,
  shape: { channels?: number | undefined; rate?: number | undefined },
  vocabulary: Vocabulary,
): Described | null => {
  if (typeof input === 'string') return describeText(input, vocabulary)
  if (input instanceof Uint8Array) return describePixels(input, shape.channels ?? 1)
  if (input instanceof Int16Array) return describeClip(input, shape.rate ?? 16_000)
  return ArrayBuffer.isView(input) ? null : input
}
