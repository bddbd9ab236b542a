import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { pageRows } from './page-rows.ts'
import {
  newFolder,
  removeUploadsAfterwards,
  repairOf,
  reviews,
  uploadReady,
  uploadRefused,
} from './testing/upload.ts'

removeUploadsAfterwards()

describe('ingesting CSV', () => {
  it('reads a plain file without a repair, a refusal or a question', async () => {
    const outcome = await uploadReady(reviews(40))
    expect(outcome.profile).toMatchObject({
      kind: 'text',
      rows: 40,
      labelColumn: 'label',
      textColumn: 'text',
    })
    expect(outcome.report).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      rowsRead: 40,
      rowsKept: 40,
      rowsRefused: 0,
      repairs: [],
      warnings: [],
    })
    expect(outcome.bytes).toBe((await stat(outcome.path)).size)
  })

  it.each([';', '\t', '|'])('finds the delimiter %j', async (delimiter) => {
    const outcome = await uploadReady(reviews(20).replaceAll(',', delimiter))
    expect(outcome.report.delimiter).toBe(delimiter)
    expect(outcome.profile.rows).toBe(20)
  })

  it.each([
    ['utf-8 with a byte-order mark', 'utf-8', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a mark', 'utf-16le', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without a mark', 'utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16 BE with a mark', 'utf-16be', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['Windows-1252', 'windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('reads %s and says so', async (_name, encoding, encode) => {
    const outcome = await uploadReady(encode(reviews(20, ['Café crème à la carte était très bon,good'])))
    expect(outcome.report.encoding).toBe(encoding)
    const page = await pageRows({
      path: outcome.path,
      profile: outcome.profile,
      offset: 0,
      limit: 5,
      filter: { search: 'CAFÉ CRÈME' },
    })
    expect(page.rows[0]?.values['text']).toBe('Café crème à la carte était très bon')
  })

  it('reads Chinese in GB18030', async () => {
    // 这家酒店的服务很好，我们都很喜欢 / 房间不是很干净，我不会再来了
    const good = 'd5e2bcd2bec6b5eab5c4b7fecef1badcbac3a3acced2c3c7b6bcbadccfb2bbb6'
    const bad = 'b7bfbce4b2bbcac7badcb8c9beb2a3acced2b2bbbbe1d4d9c0b4c1cb'
    const line = (hex: string, tail: string) => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(tail)])
    const rows = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? line(good, `${i},good\n`) : line(bad, `${i},bad\n`),
    )
    const outcome = await uploadReady(Buffer.concat([Buffer.from('text,label\n'), ...rows]))
    expect(outcome.report.encoding).toBe('gb18030')
    const page = await pageRows({ path: outcome.path, profile: outcome.profile, offset: 1, limit: 1 })
    expect(page.rows[0]?.values['text']).toContain('这家酒店的服务很好')
  })

  it('refuses an encoding it cannot tell, with the remedy', async () => {
    const cyrillic = Buffer.from('cff0e8e2e5f2eceef920e4f0f3e3eee920f2e5eaf1f2', 'hex')
    const rows = Array.from({ length: 30 }, (_, i) =>
      Buffer.concat([cyrillic, Buffer.from(`${i},${i % 2 ? 'a' : 'b'}\n`)]),
    )
    const error = await uploadRefused(Buffer.concat([Buffer.from('text,label\n'), ...rows]))
    expect(error).toMatchObject({ code: 'encoding_unknown' })
    expect(error.message).toContain('Save it as UTF-8')
  })

  it('keeps a UTF-8 file with a few damaged bytes and names their line', async () => {
    const intact = reviews(
      40,
      Array.from({ length: 20 }, (_, i) => `这家酒店的服务很好 ${i},good`),
    )
    const damaged = Buffer.concat([
      Buffer.from(`${intact}damaged `),
      Buffer.from([0xff]),
      Buffer.from(' byte,bad\n'),
    ])
    const outcome = await uploadReady(damaged)
    expect(outcome.report.encoding).toBe('utf-8')
    expect(repairOf(outcome, 'undecodable')).toMatchObject({ count: 1, lines: [62] })
  })

  it('repairs header names: spaces, empties, doubles, reserved ones', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i * 1.5},${i % 7},${i % 5},${i % 3},${i % 2 ? 'x' : 'y'}`,
    )
    const outcome = await uploadReady([' size ,,Size,__row,label', ...rows].join('\n'))
    expect(outcome.profile.columns.map((column) => column.name)).toEqual([
      'size',
      'column_2',
      'Size_2',
      '__row_2',
      'label',
    ])
    expect(outcome.report.repairs.map((repair) => repair.code).sort()).toEqual([
      'header_duplicate',
      'header_empty',
      'header_whitespace',
    ])
  })

  it('pads short rows, cuts empty surplus cells and refuses surplus values by exact line', async () => {
    const text = ['a,b,label', '"1\n1",2,x', '1,2', '5,6,y,,', '7,8,y,surplus', ''].join('\n')
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i * 2},${i % 2 ? 'x' : 'y'}`).join('\r\n')
    const outcome = await uploadReady(text + rows)
    expect(repairOf(outcome, 'ragged_row_padded')).toMatchObject({ count: 1, lines: [4] })
    expect(repairOf(outcome, 'ragged_row_cut')).toMatchObject({ count: 1, lines: [5] })
    expect(outcome.report.refused).toEqual([
      { line: 4, code: 'label_missing', reason: 'The label "label" is empty.', excerpt: '1 | 2 | ' },
      {
        line: 6,
        code: 'ragged_row',
        reason: expect.stringContaining('4 cells, the header has 3'),
        excerpt: '7 | 8 | y | surplus',
      },
    ])
    expect(outcome.report.rowsRefused).toBe(2)
  })

  it('refuses rows without a label or a text, with line and reason', async () => {
    const outcome = await uploadReady(reviews(20, ['No label here,', ',good', '  ,bad']))
    expect(outcome.report.refused.map(({ line, code }) => ({ line, code }))).toEqual([
      { line: 22, code: 'label_missing' },
      { line: 23, code: 'text_missing' },
      { line: 24, code: 'text_missing' },
    ])
    expect(outcome.profile.rows).toBe(20)
  })

  it('removes NUL and other control characters and says where', async () => {
    const outcome = await uploadReady(reviews(20, ['A NUL\u0000 and a\u001f mark,good']))
    expect(repairOf(outcome, 'control_characters')).toMatchObject({ count: 2, lines: [22] })
    const page = await pageRows({ path: outcome.path, profile: outcome.profile, offset: 20, limit: 1 })
    expect(page.rows[0]?.values['text']).toBe('A NUL and a mark')
  })

  it('names its columns itself when the first row is data', async () => {
    const outcome = await uploadReady(reviews(30).replace('text,label\n', ''))
    expect(repairOf(outcome, 'header_missing')).toMatchObject({ lines: [1] })
    expect(outcome.profile).toMatchObject({ rows: 30, labelColumn: 'column_2', textColumn: 'column_1' })
  })

  it('counts lines by what stands in the file: line breaks in cells, blank lines, lone carriage returns', async () => {
    const broken = await uploadReady(
      reviews(20, ['"two\nlines, and\r\nthree",good', '', 'no label,'], '\r\n'),
    )
    expect(broken.report.refused[0]?.line).toBe(26)
    expect(repairOf(broken, 'blank_line')?.lines).toEqual([25])
    const old = await uploadReady(reviews(20, ['no label,'], '\r'))
    expect(old.report.refused[0]?.line).toBe(22)
  })

  it('refuses an unclosed quote by the line where it opened', async () => {
    expect(await uploadRefused(reviews(20, ['"never closed,good', 'more,bad']))).toMatchObject({
      code: 'csv_unclosed_quote',
      line: 22,
    })
  })

  it('refuses a 100 MB cell by its line without holding it', async () => {
    const sourcePath = join(await newFolder(), 'huge.csv')
    async function* content() {
      yield reviews(20)
      yield '"'
      for (let i = 0; i < 100; i++) yield Buffer.alloc(1 << 20, 'x')
      yield '",good\n'
    }
    await pipeline(content, createWriteStream(sourcePath))
    const before = process.memoryUsage.rss()
    expect(await uploadRefused('', { sourcePath })).toMatchObject({ code: 'cell_too_large', line: 22 })
    expect(process.memoryUsage.rss() - before).toBeLessThan(80 << 20)
  })

  it.each([
    ['an empty file', '', 'file_empty'],
    ['a header alone', 'text,label\n', 'dataset_unusable'],
    ['blank lines alone', '\n\n\n', 'file_empty'],
    [
      'one class',
      'text,label\nfirst words here,a\nsecond words here,a\nthird words here,a\n',
      'dataset_unusable',
    ],
    ['one column', 'text\nfirst words\nsecond words\n', 'dataset_unusable'],
    ['an Excel workbook', Buffer.from('504b030414000600', 'hex'), 'file_not_text'],
    ['binary data', Buffer.alloc(4096, Buffer.from([1, 0, 200, 0, 0, 7])), 'file_not_text'],
    ['two rows', 'text,label\nfirst words here,a\nsecond words here,b\n', 'dataset_unusable'],
  ])('refuses %s in words', async (_name, content, code) => {
    const error = await uploadRefused(content)
    expect(error.code).toBe(code)
    expect(error.message.length).toBeGreaterThan(20)
  })

  it('refuses 100,000 labels, too many rows and too many columns', async () => {
    const labels = Array.from({ length: 100_000 }, (_, i) => `some text of row ${i},label${i}`)
    expect(await uploadRefused(['text,label', ...labels].join('\n'))).toMatchObject({
      code: 'dataset_unusable',
    })
    expect(await uploadRefused(reviews(30), { limits: { maxRows: 10 } })).toMatchObject({
      code: 'too_many_rows',
      line: 12,
    })
    expect(await uploadRefused('a,b,c,label\n1,2,3,x\n', { limits: { maxColumns: 3 } })).toMatchObject({
      code: 'too_many_columns',
    })
  })

  it('stops with the signal’s reason and leaves nothing behind', async () => {
    const controller = new AbortController()
    const attempt = uploadReady(reviews(2000), {
      signal: controller.signal,
      onProgress: ({ stage }) =>
        stage === 'splitting' && controller.abort(new Error('cancelled by the test')),
    })
    await expect(attempt).rejects.toThrow('cancelled by the test')
  })
})
