import type { Sharp, SharpOptions } from 'sharp'
import { MediaRefused } from './media-refused.ts'
import { sniffFile } from './sniff-file.ts'

/** Of a decoded image: one byte a channel, 1 grey or 3 red, green and blue side by side. */
export type ImageShape = { width: number; height: number; channels: 1 | 3 }

/** Pixels of the file as it is sent, before it is made smaller. */
const mostPixels = 25_000_000
const readable = new Set(['png', 'jpeg', 'webp', 'gif'])

/** Loaded when the first image comes: most processes that read datasets never see one. */
const sharp = async () => {
  const { default: make } = await import('sharp')
  // Nothing is decoded twice, and the caller decides how many are decoded at a time.
  make.cache(false)
  make.concurrency(1)
  return make
}

/**
 * Width and height of a picture as it is shown (turned as its camera says), from its header alone.
 *
 * @throws MediaRefused
 */
export async function measureImage(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const image = await openImage(bytes)
  return attempt(async () => {
    const { width, height, orientation = 1 } = await image.metadata()
    return orientation >= 5 ? { width: height, height: width } : { width, height }
  })
}

/**
 * The pixels of a PNG, JPEG, WebP or GIF file (its first frame), transparent parts on white, stretched to the
 * shape: height × width × channels bytes.
 *
 * @throws MediaRefused for other files, broken ones and pictures of more than 25 megapixels.
 */
export async function decodeImage(bytes: Uint8Array, shape: ImageShape): Promise<Uint8Array> {
  const image = await openImage(bytes)
  const { width, height, channels } = shape
  const colours = await attempt(() =>
    image
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .resize(width, height, { fit: 'fill' })
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  )
  const pixels = new Uint8Array(width * height * channels)
  const { data, info } = colours
  for (let i = 0; i < width * height; i++) {
    const from = i * info.channels
    const red = data[from] ?? 0
    const green = info.channels >= 3 ? (data[from + 1] ?? 0) : red
    const blue = info.channels >= 3 ? (data[from + 2] ?? 0) : red
    if (channels === 3) pixels.set([red, green, blue], i * 3)
    // Weights that sum to 256: what is grey already stays as it is.
    else pixels[i] = (77 * red + 150 * green + 29 * blue) >> 8
  }
  return pixels
}

async function openImage(bytes: Uint8Array): Promise<Sharp> {
  const kind = sniffFile(bytes)
  if (kind === 'svg')
    throw new MediaRefused('media_type', 'SVG drawings are not supported. Send PNG, JPEG, WebP or GIF.')
  if (kind === null || !readable.has(kind))
    throw new MediaRefused('media_type', 'This is not a PNG, JPEG, WebP or GIF file, whatever its name says.')
  const options: SharpOptions = { limitInputPixels: mostPixels, failOn: 'error', pages: 1 }
  const make = await sharp()
  return make(bytes, options)
}

async function attempt<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode()
  } catch (error) {
    const large = error instanceof Error && /pixel limit/i.test(error.message)
    throw new MediaRefused(
      'media_unreadable',
      large
        ? 'The picture has more than 25 megapixels. Make it smaller first.'
        : 'The picture is broken or cut short: it cannot be decoded.',
      { cause: error },
    )
  }
}
