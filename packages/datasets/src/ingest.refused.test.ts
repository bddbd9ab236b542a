import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { newFolder, removeUploadsAfterwards, reviews, uploadReady } from './testing/upload.ts'
import { makeZip } from './testing/zip.ts'

removeUploadsAfterwards()

const keep = async (content: string | Buffer, fileName = 'a.csv', options = {}) => {
  const folder = await newFolder()
  const refusedPath = join(folder, 'refused.csv')
  const version = await uploadReady(content, { folder, refusedPath, fileName, options })
  return { version, csv: await readFile(refusedPath, 'utf8').catch(() => null) }
}

test('every refused row is kept, not the first thousand, whole and with its line and reason', async () => {
  const long = 'word '.repeat(200).trim()
  const wrong = Array.from({ length: 1500 }, (_, i) => (i % 2 ? `${long} ${i},` : `a ${i},b,c`))
  const { version, csv } = await keep(reviews(40, wrong))
  expect(version.report).toMatchObject({ rowsRefused: 1500, refusedKept: true })
  expect(version.report.refused).toHaveLength(1000)
  const rows = csv?.split('\r\n') ?? []
  expect(rows[0]).toBe('text,label,refused_line,refused_reason,refused_text')
  expect(rows).toHaveLength(1502)
  expect(rows).toContain(`${long} 1499,,1541,"The label ""label"" is empty.",`)
  expect(rows.find((row) => row.startsWith('a 0,b,42,'))).toMatch(/,c$/)
})

test('the file, mended, is an upload again: what was said of the rows is no input', async () => {
  const { csv } = await keep(
    reviews(
      40,
      Array.from({ length: 40 }, (_, i) => `forgotten visit ${i} was fine,`),
    ),
  )
  const mended = (csv ?? '')
    .replaceAll(/(forgotten visit \d*[02468] was fine),,/g, '$1,good,')
    .replaceAll('fine,,', 'fine,bad,')
  const { version } = await keep(mended)
  expect(version.profile).toMatchObject({ kind: 'text', textColumn: 'text', rows: 40 })
  expect(version.profile.classes.map(({ label, count }) => [label, count])).toEqual([
    ['bad', 20],
    ['good', 20],
  ])
})

test('cells that a spreadsheet would run are texts, numbers stay numbers', async () => {
  const { csv } = await keep(reviews(40, [`"=cmd|' /C calc'!A0",`, '@SUM(A1),', '-12.5,', '"+49 30, ext",']))
  expect(csv).toContain(`'=cmd|' /C calc'!A0,,42,`)
  expect(csv).toContain(`'@SUM(A1),,43,`)
  expect(csv).toContain('\r\n-12.5,,44,')
  expect(csv).toContain(`"'+49 30, ext",,45,`)
})

test('lines that are no JSON are kept as they stand, and nothing where personal data is left out', async () => {
  const line = (i: number) => JSON.stringify({ text: `this is text number ${i}`, label: i % 2 ? 'a' : 'b' })
  const content = [...Array.from({ length: 40 }, (_, i) => line(i)), '{"text": me@example.com'].join('\n')
  expect((await keep(content, 'a.jsonl')).csv).toContain('{""text"": me@example.com')
  const redacted = await keep(content, 'a.jsonl', { personalData: 'redact' })
  expect(redacted.csv).toContain(',41,')
  expect(redacted.csv).not.toContain('example.com')
})

test('where nothing is refused there is no file', async () => {
  const { version, csv } = await keep(reviews(40))
  expect([version.report.refusedKept, csv]).toEqual([undefined, null])
})

test('files of an archive are kept by their names, all of them', async () => {
  const picture = (i: number) =>
    sharp({ create: { width: 4, height: 4, channels: 3, background: { r: i, g: 0, b: 0 } } })
      .png()
      .toBuffer()
  const good = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => ({ name: `${i % 2}/${i}.png`, content: await picture(i) })),
  )
  const broken = Array.from({ length: 1200 }, (_, i) => ({ name: `0/broken-${i}.png`, content: 'none' }))
  const { csv } = await keep(makeZip([...good, ...broken]), 'a.zip')
  expect(csv?.split('\r\n')).toHaveLength(1202)
  expect(csv).toContain('0/broken-1199.png')
})
