import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openSession, type Session } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { loadRows } from '../infer/cells.ts'
import { newFolder, removeUploadsAfterwards } from '../testing/upload.ts'
import { loadPlainCsv } from './load-plain-csv.ts'
import { stageUpload } from './stage-upload.ts'
import type { StagedUpload } from './staged.ts'

removeUploadsAfterwards()

const limits = { maxRows: 1000, maxClasses: 100, maxCellBytes: 60, maxColumns: 8 }

async function inputFor(content: string | Buffer) {
  const scratchDir = await newFolder()
  const sourcePath = join(scratchDir, 'source')
  await writeFile(sourcePath, content)
  const common = { limits, redaction: null, lines: null, onProgress: () => {} }
  return { ...common, sourcePath, fileName: 'data.csv', scratchDir }
}

async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(':memory:', '200MB', '400MB', join(await newFolder(), 'spill'))
  try {
    return await work(session)
  } finally {
    session.close()
  }
}

/** All that is made of the file: the cells, and what the report says. */
async function described(staged: StagedUpload, session: Session) {
  const {
    path: _,
    lines,
    longestRow: __,
    brokenColumns: ___,
    repairs,
    refusals,
    trims: ____,
    ...rest
  } = staged
  const rows = await session.rows('select * from cells order by rowid')
  const lineOf = lines.reader()
  return {
    ...rest,
    rows,
    lines: rows.map((_row, at) => lineOf(at)),
    repairs: repairs.list(),
    refused: refusals.issues,
  }
}

const viaPlain = (content: string | Buffer, partBytes?: number) =>
  withSession(async (session) => {
    const loaded = await loadPlainCsv(await inputFor(content), session, partBytes)
    if (loaded) return described(loaded, session)
    const left = await session.rows("select 1 from information_schema.tables where table_name = 'cells'")
    expect(left).toEqual([])
    return null
  })

const viaStage = (content: string | Buffer) =>
  withSession(async (session) => {
    try {
      const staged = await stageUpload(await inputFor(content))
      await loadRows(session, staged, staged.path ?? '')
      return await described(staged, session)
    } catch (error) {
      if (error instanceof DatasetUnusable) return { refused: error.code }
      throw error
    }
  })

const character = fc.constantFrom(
  ...'abcdefghijklmnop7',
  ...['.', ' ', ',', ';', '|', '\t', '"', "'", '\n', '\r\n', '\\', '#', 'é', '中', '🙂', '-'],
)
const cellText = fc.array(character, { maxLength: 6 }).map((parts) => parts.join('').trim())
const needsQuotes = /[",;|\t\n]/
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const plainFile = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    ending: fc.boolean(),
    rows: fc.array(fc.tuple(cellText, cellText, cellText, fc.boolean()), { minLength: 4, maxLength: 40 }),
  })
  .map(({ delimiter, newline, mark, ending, rows }) => {
    const lines = rows.map(([a, b, c, all]) =>
      [`row${a}`, b, c].map((cell) => (all || needsQuotes.test(cell) ? quoted(cell) : cell)).join(delimiter),
    )
    return `${mark}${[['text', 'label', 'more'].join(delimiter), ...lines].join(newline)}${ending ? newline : ''}`
  })

it('gives the rows, lines and report of the careful way for any plain file, wherever its parts end', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(plainFile, fc.integer({ min: 800, max: 2400 }), async (content, partBytes) => {
      const plain = await viaPlain(content, partBytes)
      if (plain === null) return
      taken++
      expect(plain).toEqual(await viaStage(content))
    }),
    { numRuns: 60 },
  )
  expect(taken).toBeGreaterThan(40)
}, 120_000)

it('leaves every file to the careful way that it would read otherwise', async () => {
  const mess = fc.constantFrom(
    '"',
    '"x',
    'x"',
    ' ',
    ',',
    '\n',
    '\n\n',
    '\r',
    '\u0000',
    '\u001f',
    '\u00a0',
    '\u3000',
    ' "x"',
  )
  await fc.assert(
    fc.asyncProperty(
      plainFile,
      mess,
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (content, bit, share) => {
        const at = Math.floor(share * content.length)
        const messy = content.slice(0, at) + bit + content.slice(at)
        const plain = await viaPlain(messy)
        if (plain !== null) expect(plain).toEqual(await viaStage(messy))
      },
    ),
    { numRuns: 80 },
  )
}, 120_000)

it.each([
  ['white space around a cell', 'text,label\nfirst , a\nsecond,b\n'],
  ['a blank line', 'text,label\nfirst,a\n\nsecond,b\n'],
  ['a row too short', 'text,label\nfirst\nsecond,b\n'],
  ['a row too long', 'text,label\nfirst,a,x\nsecond,b\n'],
  ['a quote inside a bare cell', 'text,label\n5" pipe,a\nsecond,b\n'],
  ['text behind a closing quote', 'text,label\n"first"x,a\nsecond,b\n'],
  ['a quote never closed', 'text,label\n"first,a\nsecond,b\n'],
  ['a control character', 'text,label\nfi\u0001rst,a\nsecond,b\n'],
  ['a lone carriage return', 'text,label\nfi\rrst,a\nsecond,b\n'],
  ['two kinds of line ends', 'text,label\r\nfirst,a\nsecond,b\r\n'],
  ['bytes that are no UTF-8', Buffer.from('text,label\nfirst \xe9,a\nsecond,b\n', 'latin1')],
  ['a cell too long', `text,label\n${'x'.repeat(61)},a\nsecond,b\n`],
  ['no header', 'first one,a\nsecond,b\nthird,b\nfourth,a\nfirst one,a\n'],
  ['one column', 'text\nfirst\nsecond\n'],
  ['JSON objects', '{"text":"a","label":"b"}\n'],
  ['no rows', 'text,label\n'],
])('leaves %s to the careful way', async (_name, content) => {
  expect(await viaPlain(content)).toBeNull()
})

it.each([
  ['line breaks and doubled quotes in cells', 'text,label\n"a\nb ""c""",x\n"d",y\n'],
  ['empty cells, quoted or not', 'text,label\n"",x\n,y\nz,\n'],
  ['no line break at the end', 'text,label\nfirst,x\nsecond,'],
  ['a byte-order mark and Windows line ends', '\ufefftext;label\r\n"a\r\nb";x\r\nc;y\r\n'],
])('reads %s itself', async (_name, content) => {
  const plain = await viaPlain(content)
  expect(plain).not.toBeNull()
  expect(plain).toEqual(await viaStage(content))
})
