import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DatasetUnusable } from '../errors.ts'
import { removeUploadsAfterwards, upload } from '../testing/upload.ts'
import { fieldsOf } from './csv-dialect.ts'
import { CsvParser } from './csv-parser.ts'

removeUploadsAfterwards()

const limits = { maxCellBytes: 1_000_000, maxRecordBytes: 4_000_000 }

/** The rows of a text that arrives in pieces of the given sizes. */
function parse(bytes: Buffer, delimiter: string, cuts: readonly number[]): string[][] {
  const rows: string[][] = []
  const parser = new CsvParser(delimiter.charCodeAt(0), limits, {
    record: (record) => {
      if (!record.blank) rows.push(fieldsOf(record))
    },
  })
  let at = 0
  for (const cut of [...cuts, bytes.length]) {
    const end = Math.min(bytes.length, at + Math.max(0, cut))
    if (end > at) parser.push(bytes.subarray(at, end))
    at = end
  }
  if (at < bytes.length) parser.push(bytes.subarray(at))
  parser.end()
  return rows
}

const cell = fc
  .array(
    fc.constantFrom(...'abz09', 'é', '中', '🙂', ',', ';', '\t', '|', '"', "'", '\n', '\r\n', ' ', '=', '-'),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join('').trim())
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  )
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test('what is written with any delimiter, line end and quoting is read as it was, wherever it is cut', () => {
  const delimiter = fc.constantFrom(',', ';', '\t', '|')
  const newline = fc.constantFrom('\n', '\r\n')
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 10 })
  fc.assert(
    fc.property(
      table,
      delimiter,
      newline,
      fc.boolean(),
      fc.boolean(),
      cuts,
      (rows, mark, end, all, last, sizes) => {
        const write = (text: string) =>
          all || text === '' || /[",;|\t\r\n]/.test(text) ? quoted(text) : text
        const text = rows.map((row) => row.map(write).join(mark)).join(end) + (last ? end : '')
        expect(parse(Buffer.from(text), mark, sizes)).toEqual(rows)
      },
    ),
    { numRuns: 400 },
  )
})

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        '"',
        '""',
        ',',
        ';',
        '\n',
        '\r',
        '\r\n',
        '\u0000',
        '\u001f',
        ' ',
        '\xff',
        '\xc3',
        '{',
        '[',
      ),
      {
        maxLength: 200,
      },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1')),
)

test('any bytes are read or refused by a named error, and the same however they are cut', () => {
  const outcome = (content: Buffer, cuts: readonly number[]) => {
    try {
      return parse(content, ',', cuts)
    } catch (error) {
      if (error instanceof DatasetUnusable) return { code: error.code, line: error.line }
      throw error
    }
  }
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 12 }), (content, cuts) => {
      const raw = Buffer.from(content)
      expect(outcome(raw, cuts)).toEqual(outcome(raw, []))
    }),
    { numRuns: 500 },
  )
})

test('an upload of anything ends in a version, a question or a named error, and every row read is accounted for', async () => {
  const good = Array.from({ length: 12 }, (_, i) => `this is row number ${i},${i % 2 ? 'x' : 'y'}`).join('\n')
  const name = fc.constantFrom('a.csv', 'a.jsonl', 'a.json', 'a.txt')
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  await fc.assert(
    fc.asyncProperty(bytes, place, name, async (mess, share, fileName) => {
      const whole = Buffer.from(`text,label\n${good}\n`)
      const at = Math.floor(share * whole.length)
      const content = Buffer.concat([whole.subarray(0, at), Buffer.from(mess), whole.subarray(at)])
      try {
        const outcome = await upload(content, { fileName })
        if (outcome.status !== 'ready') return
        const { rowsRead, rowsKept, rowsRefused, duplicatesDropped } = outcome.report
        expect(rowsRead).toBe(rowsKept + rowsRefused + duplicatesDropped)
        expect(outcome.profile.rows).toBe(rowsKept)
      } catch (error) {
        if (!(error instanceof DatasetUnusable)) throw error
        expect(error.message.length).toBeGreaterThan(10)
      }
    }),
    { numRuns: 40 },
  )
}, 120_000)
