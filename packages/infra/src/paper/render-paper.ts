import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Speaker, speakerOf } from '@assay/i18n/server'
import type { Paper } from '@assay/services/core'
import PDFDocument from 'pdfkit'

type Pdf = InstanceType<typeof PDFDocument>
type Fonts = { plain: string; bold: string }

const margin = 56
const ink = '#1a1a22'
const faint = '#6b6b76'
const rule = '#d9d9e0'

/** What the fonts that every reader of PDFs has are able to write: Windows-1252. */
const isWestern = (text: string): boolean => /^[\n\r\t -~\u00a0-ÿ€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/u.test(text)

/** Western Latin, Greek, Cyrillic and Chinese in one font, of which only the used characters are put in. */
const embedded = (): Fonts => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')
  return { plain: join(folder, 'NotoSansHans-Regular.otf'), bold: join(folder, 'NotoSansHans-Bold.otf') }
}

/** Opening a large font takes a third of a second, so it is done only where a text needs it. */
const fontsFor = (paper: Paper): Fonts =>
  isWestern(JSON.stringify({ ...paper, logo: null }).replaceAll('\\n', '\n'))
    ? { plain: 'Helvetica', bold: 'Helvetica-Bold' }
    : embedded()

/** A document as an A4 PDF. What is longer than a page goes on on the next. */
export const renderPaper = (paper: Paper): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pdf = new PDFDocument({
      size: 'A4',
      margins: { top: margin, bottom: margin + 16, left: margin, right: margin },
      bufferPages: true,
      lang: paper.language,
      info: { Title: `${paper.kind} ${paper.title}`, Author: paper.issuer },
    })
    const pieces: Buffer[] = []
    pdf.on('data', (piece: Buffer) => pieces.push(piece))
    pdf.on('end', () => resolve(Buffer.concat(pieces)))
    pdf.on('error', reject)
    const fonts = fontsFor(paper)
    pdf.registerFont('plain', fonts.plain)
    pdf.registerFont('bold', fonts.bold)
    const speaker = speakerOf(paper.language)
    writeHead(pdf, paper, speaker)
    writeLines(pdf, paper, speaker)
    writeTotals(pdf, paper)
    for (const { title, text } of paper.sections) writeSection(pdf, title, text)
    if (paper.signature) writeSignature(pdf, paper.signature, speaker)
    numberPages(pdf, `${paper.issuer} · ${paper.kind} ${paper.title}`, speaker)
    pdf.end()
  })

const width = (pdf: Pdf): number => pdf.page.width - 2 * margin
const bottom = (pdf: Pdf): number => pdf.page.height - margin - 16

/** Begins a page where so much would not fit any more. */
const ensure = (pdf: Pdf, height: number): void => {
  if (pdf.y + height > bottom(pdf)) pdf.addPage()
}

const writeHead = (pdf: Pdf, paper: Paper, { say }: Speaker): void => {
  if (paper.logo) {
    pdf.image(Buffer.from(paper.logo), { fit: [width(pdf) / 2, 28] })
    pdf.moveDown(0.5)
  }
  pdf.font('bold').fontSize(11).fillColor(ink).text(paper.issuer)
  pdf
    .moveDown(1.5)
    .fontSize(20)
    .text(say('{kind}: {title}', { kind: paper.kind, title: paper.title }))
  pdf
    .moveDown(0.5)
    .font('plain')
    .fontSize(10)
    .text(say('For {recipient}', { recipient: paper.recipient }))
  pdf.moveDown(0.8)
  writeFacts(pdf, paper.facts)
}

const writeFacts = (pdf: Pdf, facts: Paper['facts']): void => {
  for (const { name, value } of facts) {
    ensure(pdf, 14)
    const y = pdf.y
    pdf.font('plain').fontSize(9).fillColor(faint).text(name, margin, y, { width: 110 })
    pdf.fillColor(ink).text(value, margin + 116, y, { width: width(pdf) - 116 })
  }
  pdf.x = margin
}

const writeLines = (pdf: Pdf, { lines }: Paper, { say }: Speaker): void => {
  const columns = [width(pdf) - 270, 60, 105, 105]
  const row = (cells: string[], font: string, colour: string) => {
    pdf.font(font).fontSize(9)
    const height = Math.max(...cells.map((cell, at) => pdf.heightOfString(cell, { width: columns[at] ?? 0 })))
    ensure(pdf, Math.min(height + 10, bottom(pdf) - margin))
    const y = pdf.y + 5
    let x = margin
    pdf.fillColor(colour)
    for (const [at, cell] of cells.entries()) {
      pdf.text(cell, x, y, { width: columns[at] ?? 0, align: at === 0 ? 'left' : 'right' })
      x += columns[at] ?? 0
    }
    pdf.y = y + height + 5
    pdf
      .moveTo(margin, pdf.y)
      .lineTo(margin + width(pdf), pdf.y)
      .lineWidth(0.5)
      .stroke(rule)
  }
  pdf.moveDown(1.2)
  row([say('Item'), say('Quantity'), say('Price'), say('Amount')], 'bold', faint)
  for (const { description, quantity, price, amount } of lines)
    row([description, quantity, price, amount], 'plain', ink)
}

const writeTotals = (pdf: Pdf, { totals }: Paper): void => {
  pdf.moveDown(0.6)
  for (const [at, { name, value }] of totals.entries()) {
    ensure(pdf, 16)
    const y = pdf.y
    const font = at === totals.length - 1 ? 'bold' : 'plain'
    pdf.font(font).fontSize(10).fillColor(ink)
    pdf.text(name, margin, y, { width: width(pdf) - 120, align: 'right' })
    const below = pdf.y
    pdf.text(value, margin + width(pdf) - 115, y, { width: 115, align: 'right' })
    pdf.y = Math.max(below, pdf.y) + 2
  }
  pdf.x = margin
}

const writeSection = (pdf: Pdf, title: string, text: string): void => {
  ensure(pdf, 50)
  pdf.moveDown(1.2).font('bold').fontSize(11).fillColor(ink).text(title, margin)
  pdf
    .moveDown(0.3)
    .font('plain')
    .fontSize(9)
    .text(text, { width: width(pdf), lineGap: 2 })
}

const writeSignature = (
  pdf: Pdf,
  { name, facts }: NonNullable<Paper['signature']>,
  { say }: Speaker,
): void => {
  ensure(pdf, 110)
  pdf.moveDown(1.2).font('bold').fontSize(11).fillColor(ink).text(say('Accepted'), margin)
  pdf.moveDown(0.3).fontSize(14).text(name)
  pdf.moveDown(0.3)
  writeFacts(pdf, facts)
}

const numberPages = (pdf: Pdf, name: string, { say }: Speaker): void => {
  const { start, count } = pdf.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page)
    // Below the margin, where text would otherwise begin a new page.
    pdf.page.margins.bottom = 0
    pdf.font('plain').fontSize(8).fillColor(faint)
    const at = say('{page} of {count}', { page: page + 1, count })
    pdf.text(`${name} · ${at}`, margin, pdf.page.height - margin, { width: width(pdf) })
  }
}
