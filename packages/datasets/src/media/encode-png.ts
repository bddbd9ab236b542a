import type { ImageShape } from './decode-image.ts'

/** A PNG file of decoded pixels. */
export async function encodePng(pixels: Uint8Array, shape: ImageShape): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(pixels, { raw: shape }).png({ compressionLevel: 6 }).toBuffer()
}
