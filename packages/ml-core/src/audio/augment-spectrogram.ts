import type { Augment } from '../images/cnn/augment.ts'

/** Share of the width by which a sound is moved at the most, and by which it is said slower or faster. */
const shift = 0.1
const stretch = 0.1
/** Of the width and of the bands, what a mask covers at the most. */
const maskedTime = 0.1
const maskedBands = 0.1

/**
 * Moves a sound in time, says it slower or faster, and hides some of its time and some of its bands behind
 * masks of the mean level (SpecAugment, Park et al. 2019). Silence comes in from outside.
 */
export const putSpectrogram: Augment = (
  pixels,
  from,
  { width, height },
  { mean, scale },
  random,
  out,
  at,
) => {
  const pace = 1 + stretch * (2 * random.next() - 1)
  const moved = width * shift * (2 * random.next() - 1)
  const middle = (width - 1) / 2
  for (let x = 0; x < width; x++) {
    const source = Math.round(middle + (x - moved - middle) / pace)
    const inside = source >= 0 && source < width
    for (let y = 0; y < height; y++)
      out[at + y * width + x] = ((inside ? pixels[from + y * width + source] : 0) - mean[0]) * scale[0]
  }
  const columns = random.below(Math.floor(maskedTime * width) + 1)
  const left = random.below(width - columns + 1)
  for (let y = 0; y < height; y++) out.fill(0, at + y * width + left, at + y * width + left + columns)
  const rows = random.below(Math.floor(maskedBands * height) + 1)
  const top = random.below(height - rows + 1)
  out.fill(0, at + top * width, at + (top + rows) * width)
}
