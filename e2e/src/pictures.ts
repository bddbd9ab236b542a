import { crc32, deflateSync } from 'node:zlib'
import { zipSync } from 'fflate'

const side = 32
const labels = ['dots', 'stripes'] as const
type Label = (typeof labels)[number]

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A grey picture of dots or of stripes as a PNG file; no two numbers look alike. */
export const makePicture = (label: Label, number: number): Uint8Array<ArrayBuffer> => {
  const rows = Buffer.alloc(side * (side + 1))
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const phase = (x + number) % 8
      const dark = label === 'stripes' ? phase < 4 : phase < 3 && (y + (number % 5)) % 8 < 3
      rows[y * (side + 1) + 1 + x] = (dark ? 40 : 210) + ((x * y + number * 7) % 23)
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', new Uint8Array()),
    ]),
  )
}

/** A ZIP of so many of each. */
export const makePictures = (each: number): Uint8Array<ArrayBuffer> => {
  const files: Record<string, Uint8Array> = {}
  for (let number = 0; number < each; number++)
    for (const label of labels) files[`${label}/${number}.png`] = makePicture(label, number)
  return new Uint8Array(zipSync(files))
}
