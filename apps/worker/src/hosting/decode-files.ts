import { decodeAudio, decodeImage, MediaRefused } from '@assay/datasets/media'
import type { Manifest, PredictionInput } from '@assay/ml-core/schema'
import type { GroupItem, HostingProblem } from './predict-group.ts'

type Decode = (bytes: Buffer) => PredictionInput | Promise<PredictionInput>

const decodedTogether = 8

const notAFile = (kind: 'an image' | 'a sound'): HostingProblem => ({
  code: 'input_type',
  message: `The input must be {"b64": "…"} with ${kind} file in base64, or the file itself as the body of the call.`,
  param: null,
})

const readBase64 = (input: unknown): Buffer | null => {
  if (typeof input !== 'object' || input === null || Object.keys(input).length !== 1) return null
  if (!('b64' in input) || typeof input.b64 !== 'string') return null
  const text = input.b64
  return text.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null
}

const decodeItem = async (item: GroupItem, decode: Decode, wanted: HostingProblem): Promise<GroupItem> => {
  const bytes = readBase64(item.input)
  if (!bytes) return { ...item, problem: wanted }
  try {
    return { ...item, input: await decode(bytes) }
  } catch (error) {
    if (!(error instanceof MediaRefused)) throw error
    const code = error.code === 'media_type' ? 'unsupported_media_type' : 'input_undecodable'
    return { ...item, problem: { code, message: error.message, param: null } }
  }
}

const decodeAll = async (
  items: GroupItem[],
  decode: Decode,
  wanted: HostingProblem,
): Promise<GroupItem[]> => {
  const decoded: GroupItem[] = []
  for (let start = 0; start < items.length; start += decodedTogether)
    decoded.push(
      ...(await Promise.all(
        items.slice(start, start + decodedTogether).map((item) => decodeItem(item, decode, wanted)),
      )),
    )
  return decoded
}

/**
 * Image files become pixels and sound files samples of the model's shape; one that can't be read gets a problem
 * in its place. Inputs of models that take neither stay as they are.
 */
export const decodeFiles = async (
  items: GroupItem[],
  { image, audio }: Pick<Manifest, 'image' | 'audio'>,
): Promise<GroupItem[]> => {
  if (image) return decodeAll(items, (bytes) => decodeImage(bytes, image), notAFile('an image'))
  if (audio) return decodeAll(items, (bytes) => decodeAudio(bytes, audio), notAFile('a sound'))
  return items
}
