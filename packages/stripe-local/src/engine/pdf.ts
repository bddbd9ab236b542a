const pageHeight = 842
const margin = 56
const leading = 16
const linesPerPage = Math.floor((pageHeight - 2 * margin) / leading)

/** A small PDF of text lines in Helvetica; the first is the title. What Latin-1 lacks becomes a question mark. */
export function pdfOf(lines: string[]): Buffer {
  const pages: string[][] = []
  for (let at = 0; at < Math.max(1, lines.length); at += linesPerPage)
    pages.push(lines.slice(at, at + linesPerPage))
  const objects: string[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]
  for (const [index, page] of pages.entries()) {
    const content = contentOf(page, index === 0)
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 ${pageHeight}] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    )
  }
  return assemble(objects)
}

function contentOf(lines: string[], titled: boolean): string {
  const rows = lines.map((line, index) => {
    const size = titled && index === 0 ? 18 : 10
    return `/F1 ${size} Tf (${escapeText(line)}) Tj 0 -${leading} Td`
  })
  return `BT ${margin} ${pageHeight - margin} Td ${rows.join(' ')} ET`
}

const escapeText = (text: string): string =>
  text
    .replaceAll(/[–—]/g, '-')
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?')
    .replaceAll(/[\\()]/g, '\\$&')

function assemble(objects: string[]): Buffer {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = Buffer.byteLength(text, 'latin1')
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = Buffer.byteLength(text, 'latin1')
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
