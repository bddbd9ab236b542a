import { createHash } from 'node:crypto'
import { tables } from '@assay/db'
import sharp from 'sharp'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'

const mostBytes = 512 * 1024
/** Large enough for screens that show two or three pixels for one. */
const boxes = { logo: { width: 720, height: 144 }, favicon: { width: 256, height: 256 } } as const

export const addBrandPictureInput = z.strictObject({
  use: z.enum(['logo', 'favicon']),
  b64: z.base64().max(Math.ceil((mostBytes * 4) / 3) + 4),
})

const refuse = (message: string) => new AssayError('invalid_request', message, { param: 'picture' })

const kindOf = (bytes: Buffer): 'svg' | 'png' => {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'png'
  const head = bytes.subarray(0, 4_096).toString('utf8')
  if (/<svg[\s/>]/i.test(head)) return 'svg'
  throw refuse('This is neither an SVG nor a PNG. Save the picture as one of them.')
}

/**
 * Keeps a picture as a PNG of the size at which it is shown. An SVG is drawn here and never served: whatever scripts
 * or foreign references it holds stay behind.
 */
export const addBrandPicture = async (
  ctx: OperatorCtx,
  input: z.input<typeof addBrandPictureInput>,
): Promise<{ sha256: string; url: string; width: number; height: number }> => {
  const { use, b64 } = addBrandPictureInput.parse(input)
  const source = Buffer.from(b64, 'base64')
  if (source.byteLength > mostBytes) throw refuse('The picture is larger than 512 KB. Save it smaller.')
  const { bytes, width, height } = await draw(source, use)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await ctx.dbs.platform
    .insert(tables.brandAsset)
    .values({ sha256, mime: 'image/png', width, height, bytes, createdAt: ctx.now() })
    .onConflictDoNothing()
  return { sha256, url: `/brand/${sha256}.png`, width, height }
}

const draw = async (source: Buffer, use: keyof typeof boxes) => {
  const kind = kindOf(source)
  if (kind === 'svg' && /<!ENTITY/i.test(source.toString('utf8')))
    throw refuse('The SVG declares entities. Export it without them, as plain SVG.')
  const box = boxes[use]
  try {
    const limits = { limitInputPixels: 4_000 * 4_000, failOn: 'error' } as const
    const { width = 0, height = 0 } = await sharp(source, limits).metadata()
    if (width === 0 || height === 0) throw refuse('The picture has no size.')
    // Drawn at the size that is wanted, a small SVG stays sharp.
    const density = Math.min(2_400, Math.max(1, (72 * Math.min(box.width / width, box.height / height)) | 0))
    const { data, info } = await sharp(source, { ...limits, ...(kind === 'svg' && { density }) })
      .resize({ ...box, fit: 'inside', withoutEnlargement: kind === 'png' })
      .timeout({ seconds: 5 })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch (error) {
    if (error instanceof AssayError) throw error
    throw refuse('The picture cannot be read. Save it again as a plain SVG or a PNG.')
  }
}
