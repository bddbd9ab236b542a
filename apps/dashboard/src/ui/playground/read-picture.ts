import { type FileInput, readFileInput } from './file-input.ts'

/** What the playground's door takes; the endpoint itself takes more. */
const mostBytes = 2_500_000
/** Far more than any model sees of a picture, along its longer side. */
const mostSide = 1024

/** The picture as it is, or where it is too large for the playground drawn smaller. Rejects for what is none. */
export async function readPicture(file: File): Promise<FileInput> {
  if (file.size <= mostBytes) return readFileInput(file)
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    return await readFileInput(await draw(picture))
  } finally {
    picture.close()
  }
}

async function draw(picture: ImageBitmap): Promise<Blob> {
  const { width, height } = shrunk(picture)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot draw images.')
  // What is transparent is read as white, here as at the endpoint.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
  if (!blob) throw new Error('The picture could not be drawn.')
  return blob
}

/** The size at which a picture is drawn: never larger, and of the same shape. */
export function shrunk({ width, height }: { width: number; height: number }): {
  width: number
  height: number
} {
  const scale = Math.min(1, mostSide / Math.max(width, height))
  const side = (length: number) => Math.max(1, Math.round(length * scale))
  return { width: side(width), height: side(height) }
}
