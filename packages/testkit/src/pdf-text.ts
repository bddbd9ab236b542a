import { inflateSync } from 'node:zlib'

type Reading = (hex: string) => string

const inflated = (body: string): string => {
  const stream = /stream\n([\s\S]*?)\nendstream/.exec(body)?.[1]
  if (stream === undefined) return ''
  try {
    return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
  } catch {
    return ''
  }
}

const utf16 = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

/** Which character each glyph stands for, as pdfkit writes it: one range with its characters in order. */
const readMap = (map: string): Reading => {
  const characters = new Map<number, string>()
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g))
    for (const [at, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries())
      characters.set(Number.parseInt(from, 16) + at, utf16(hex.replaceAll(' ', '')))
  return (hex) =>
    (hex.match(/.{4}/g) ?? []).map((glyph) => characters.get(Number.parseInt(glyph, 16)) ?? '�').join('')
}

const western: Reading = (hex) => new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex'))

/** The text of a PDF that pdfkit wrote, a line for each piece that was drawn by itself. */
export const pdfText = (pdf: Buffer): string => {
  const file = pdf.toString('latin1')
  const objects = new Map(
    [...file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = '', body = '']) => [
      id,
      body,
    ]),
  )
  const fonts = new Map<string, Reading>()
  for (const body of objects.values())
    for (const [, name = '', id = ''] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1]
      fonts.set(name, map === undefined ? western : readMap(inflated(objects.get(map) ?? '')))
    }
  const lines: string[] = []
  for (const body of objects.values()) {
    let read = western
    for (const [, font, pieces] of inflated(body).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g))
      if (font !== undefined) read = fonts.get(font) ?? western
      else
        lines.push([...(pieces ?? '').matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => read(hex)).join(''))
  }
  return lines.join('\n')
}
