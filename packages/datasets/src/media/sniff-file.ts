export type FileKind = 'png' | 'jpeg' | 'webp' | 'gif' | 'svg' | 'wav' | 'archive'

const marks: [FileKind, number[]][] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['archive', [0x50, 0x4b, 0x03, 0x04]],
  ['archive', [0x50, 0x4b, 0x05, 0x06]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
]

/** What the first bytes of a file say that it is, whatever its name says; null for anything else. */
export function sniffFile(bytes: Uint8Array): FileKind | null {
  for (const [kind, mark] of marks) if (mark.every((byte, at) => bytes[at] === byte)) return kind
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString(
    'latin1',
  )
  if (head.startsWith('RIFF')) {
    if (head.slice(8, 12) === 'WEBP') return 'webp'
    if (head.slice(8, 12) === 'WAVE') return 'wav'
  }
  if (/^[^a-z]*<(\?xml|!DOCTYPE svg|!--|svg)/i.test(head) && /<svg[\s>]/i.test(head)) return 'svg'
  return null
}
