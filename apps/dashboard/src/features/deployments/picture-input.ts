import type { Manifest, SentInput } from '@assay/ml-core/schema'

/** An image file as the endpoint takes it in JSON. */
export type PictureInput = { b64: string }

export const isPicture = (input: unknown): input is PictureInput =>
  typeof input === 'object' && input !== null && 'b64' in input && typeof input.b64 === 'string'

/** Browsers tell the formats apart by their first bytes, whatever the type says. */
export const pictureUrl = ({ b64 }: PictureInput): string => `data:image/png;base64,${b64}`

export const examplePicture = ({ kind, example }: Pick<Manifest, 'kind' | 'example'>): PictureInput | null =>
  kind === 'image' && isPicture(example) ? example : null

export async function readPicture(file: File): Promise<PictureInput> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In parts, because a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return { b64: btoa(text) }
}

/** The picture of a call, if it was one. */
export const pictureOf = (input: SentInput): PictureInput | null => (isPicture(input) ? input : null)
