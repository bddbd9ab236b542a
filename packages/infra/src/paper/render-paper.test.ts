import { inflateSync } from 'node:zlib'
import type { Paper } from '@assay/services/core'
import { expect, test } from 'vitest'
import { renderPaper } from './render-paper.ts'

const paper: Paper = {
  kind: 'Quote',
  title: 'Sort our tickets',
  issuer: 'Assay',
  recipient: 'Größe & Söhne',
  facts: [{ name: 'Number', value: 'qtv_1, version 2' }],
  lines: [{ description: 'Labelling', quantity: '2.5', price: 'EUR 99.99', amount: 'EUR 249.98' }],
  totals: [{ name: 'Total', value: 'EUR 249.98' }],
  sections: [{ title: 'Terms', text: 'Payable within 14 days.' }],
  signature: { name: 'Grace Hopper', facts: [{ name: 'Signed', value: '2030-01-01' }] },
}
const pages = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0

/** Which characters the embedded fonts can say they show: the ToUnicode maps of the file. */
const shown = (pdf: Buffer): string => {
  let text = ''
  for (const match of pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)) {
    let map = ''
    try {
      map = inflateSync(Buffer.from(match[1] ?? '', 'latin1')).toString('latin1')
    } catch {
      continue
    }
    if (!map.includes('beginbfrange')) continue
    for (const [, code = ''] of map.matchAll(/<([0-9a-f]{4,8})>/g))
      text += String.fromCharCode(Number.parseInt(code.slice(0, 4), 16))
  }
  return text
}

test('a western document is a PDF that embeds no font', async () => {
  const pdf = await renderPaper(paper)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.toString('latin1')).toContain('/BaseFont /Helvetica')
  expect(pdf.toString('latin1')).not.toContain('/FontFile')
  expect(pages(pdf)).toBe(1)
})

test('Chinese, Greek and Cyrillic are written in an embedded font that has them', async () => {
  const pdf = await renderPaper({ ...paper, title: '给工单分类', recipient: 'Ελλάς Привет' })
  expect(pdf.toString('latin1')).toContain('/FontFile')
  for (const letter of '给工单分类λт') expect(shown(pdf)).toContain(letter)
})

test('long terms and many lines go on over as many pages as they need', async () => {
  const lines = Array.from({ length: 90 }, (_, at) => ({
    description: `Line ${at} `.repeat(12),
    quantity: '1',
    price: 'EUR 1.00',
    amount: 'EUR 1.00',
  }))
  const text = 'All of it is payable within 14 days of the invoice. '.repeat(250)
  const pdf = await renderPaper({ ...paper, lines, sections: [{ title: 'Terms', text }] })
  expect(pages(pdf)).toBeGreaterThan(4)
})
