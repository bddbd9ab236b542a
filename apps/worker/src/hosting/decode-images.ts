import { decodeImage, type ImageShape, MediaRefused } from '@assay/datasets/media'
import type { GroupItem, HostingProblem } from './predict-group.ts'

const decodedTogether = 8

const notAnImage: HostingProblem = {
  code: 'input_type',
  message:
    'The input must be {"b64": "…"} with an image file in base64, or the file itself as the body of the call.',
  param: null,
}

const readBase64 = (input: unknown): Buffer | null => {
  if (typeof input !== 'object' || input === null || Object.keys(input).length !== 1) return null
  if (!('b64' in input) || typeof input.b64 !== 'string') return null
  const text = input.b64
  return text.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null
}

const decodeItem = async (item: GroupItem, shape: ImageShape): Promise<GroupItem> => {
  const bytes = readBase64(item.input)
  if (!bytes) return { ...item, problem: notAnImage }
  try {
    return { ...item, input: await decodeImage(bytes, shape) }
  } catch (error) {
    if (!(error instanceof MediaRefused)) throw error
    const code = error.code === 'media_type' ? 'unsupported_media_type' : 'input_undecodable'
    return { ...item, problem: { code, message: error.message, param: null } }
  }
}

/** Image files become pixels of the model's shape; one that can't be read gets a problem in its place. */
export const decodeImages = async (items: GroupItem[], shape: ImageShape): Promise<GroupItem[]> => {
  const decoded: GroupItem[] = []
  for (let start = 0; start < items.length; start += decodedTogether)
    decoded.push(
      ...(await Promise.all(
        items.slice(start, start + decodedTogether).map((item) => decodeItem(item, shape)),
      )),
    )
  return decoded
}
