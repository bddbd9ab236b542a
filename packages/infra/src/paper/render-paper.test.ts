import type { Paper } from '@assay/services/core'
import { pdfText } from '@assay/testkit'
import { expect, test } from 'vitest'
import { renderPaper } from './render-paper.ts'

const paper: Paper = {
  language: 'en',
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

test('a western document is a PDF that embeds no font', async () => {
  const pdf = await renderPaper(paper)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.toString('latin1')).toContain('/BaseFont /Helvetica')
  expect(pdf.toString('latin1')).not.toContain('/FontFile')
  expect(pages(pdf)).toBe(1)
})

test('Chinese, Greek and Cyrillic are written in an embedded font that has them', async () => {
  const pdf = await renderPaper({ ...paper, title: '给工单分类', recipient: 'Ελλην Привет' })
  expect(pdf.toString('latin1')).toContain('/FontFile')
  const text = pdfText(pdf)
  for (const words of ['Quote: 给工单分类', 'For Ελλην Привет', 'Payable within 14 days.'])
    expect(text).toContain(words)
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

test('what stands around the content is in the language of the document', async () => {
  const english = pdfText(await renderPaper(paper))
  for (const words of ['For Größe & Söhne', 'Quantity', 'Accepted', '1 of 1'])
    expect(english).toContain(words)
  const chinese = pdfText(await renderPaper({ ...paper, language: 'zh-CN', kind: '报价' }))
  for (const words of ['报价：Sort our tickets', '致 Größe & Söhne', '数量', '已接受', '第 1 页，共 1 页'])
    expect(chinese).toContain(words)
  for (const word of ['Quantity', 'Price', 'Accepted', ' of 1']) expect(chinese).not.toContain(word)
})
