import type { BrandView } from '@assay/services/views'
import sharp from 'sharp'
import { escapeHtml } from './html.ts'

const lineLength = 26
const mostLines = 3

const linesOf = (text: string): string[] => {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= lineLength)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length > mostLines ? [...lines.slice(0, mostLines - 1), `${lines[mostLines - 1]} …`] : lines
}

/** What other sites show beside a link: the title on the accent, 1200 × 630, as PNG. */
export const drawShareImage = (brand: BrandView, title: string): Promise<Buffer> => {
  const ink = /--on-accent:(#[0-9a-f]{6})/.exec(brand.css)?.[1] ?? '#ffffff'
  const lines = linesOf(title)
    .map(
      (line, at) =>
        `<text x="88" y="${300 + at * 92}" font-size="76" font-weight="700">${escapeHtml(line)}</text>`,
    )
    .join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630"><rect width="1200" height="630" fill="${brand.accent.light}"/><circle cx="1080" cy="90" r="320" fill="${ink}" opacity=".07"/><circle cx="1140" cy="560" r="200" fill="${ink}" opacity=".06"/><g fill="${ink}" font-family="Inter, Helvetica, Arial, DejaVu Sans, sans-serif"><text x="88" y="140" font-size="40" font-weight="600" opacity=".9">${escapeHtml(brand.name)}</text>${lines}</g></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
