import type { Media, Row } from './shapes.ts'

/** Bytes go as base64; whatever else as it is. */
export const toWire = async (input: string | Row | Media): Promise<unknown> => {
  if (input instanceof Uint8Array) return { b64: toBase64(input) }
  if (typeof Blob !== 'undefined' && input instanceof Blob)
    return { b64: toBase64(new Uint8Array(await input.arrayBuffer())) }
  return input
}

/** Piece by piece, as a call takes only so many arguments. */
export const toBase64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let from = 0; from < bytes.length; from += 0x8000)
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000))
  return btoa(text)
}
