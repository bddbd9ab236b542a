import { describe, expect, it } from 'vitest'
import { DatasetUnusable } from '../errors.ts'
import { fieldsOf } from './csv-dialect.ts'
import { CsvParser } from './csv-parser.ts'

const limits = { maxCellBytes: 1000, maxRecordBytes: 4000 }

function parse(bytes: Buffer, chunk: number, delimiter = ','): { line: number; fields: string[] }[] {
  const rows: { line: number; fields: string[] }[] = []
  const parser = new CsvParser(delimiter.charCodeAt(0), limits, {
    record: (record) => {
      if (!record.blank) rows.push({ line: record.line, fields: fieldsOf(record) })
    },
  })
  for (let at = 0; at < bytes.length; at += chunk) parser.push(bytes.subarray(at, at + chunk))
  parser.end()
  return rows
}

/** A small deterministic generator, so that a failure can be replayed from its seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

const pieces = [
  'a',
  'Z',
  ' ',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  '\r',
  'é',
  '中文',
  '😀',
  '0.5',
  "'",
]

describe('CsvParser', () => {
  it('gives back what was written, whatever the cells, delimiter, line break and chunk size', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomOf(seed)
      const delimiter = [',', ';', '\t', '|'][random(4)] ?? ','
      const newline = random(2) === 0 ? '\n' : '\r\n'
      const width = 1 + random(4)
      const expected: { line: number; fields: string[] }[] = []
      let line = 1
      let text = ''
      for (let r = 0; r < 1 + random(8); r++) {
        const cells = Array.from({ length: width }, () => {
          let cell = ''
          for (let k = random(6); k > 0; k--) cell += pieces[random(pieces.length)]
          return cell
        })
        const written = cells.map((cell) => {
          const must = /["\n\r]/.test(cell) || cell.includes(delimiter) || (width === 1 && cell.trim() === '')
          return must || random(3) === 0 ? `"${cell.replaceAll('"', '""')}"` : cell
        })
        const record = written.join(delimiter) + newline
        expected.push({ line, fields: cells.map((cell) => cell.replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, '')) })
        line += record.split('\n').length - 1
        text += record
      }
      const bytes = Buffer.from(random(2) === 0 ? text : text.slice(0, -newline.length))
      const chunk = 1 + random(random(2) === 0 ? 4 : bytes.length + 1)
      expect(parse(bytes, chunk, delimiter), `seed ${seed}`).toEqual(expected)
    }
  })

  it('names the line on which an unclosed quote opened', () => {
    const error = refusal('a,b\n"x\ny",1\nz,"open\nmore\n')
    expect(error).toMatchObject({ code: 'csv_unclosed_quote', line: 4 })
  })

  it('notices an unclosed quote by the text behind the next one', () => {
    const error = refusal('a,b\n"open,1\nz,"closed"\n')
    expect(error).toMatchObject({ code: 'csv_unclosed_quote', line: 2 })
    expect(error.message).toContain('line 3')
  })

  it('takes an undoubled quote within one line as text', () => {
    expect(
      parse(Buffer.from('"He said "hi" there",x\n5" pipe,y\n"a" ,z\n'), 3).map((row) => row.fields),
    ).toEqual([
      ['He said "hi" there', 'x'],
      ['5" pipe', 'y'],
      ['a', 'z'],
    ])
  })

  it('refuses a cell over the limit by the line where it begins, long before its end', () => {
    const parser = new CsvParser(44, limits, { record: () => {} })
    parser.push(Buffer.from('a,b\n1,"'))
    expect(() => parser.push(Buffer.alloc(2000, 'x'))).toThrow(
      expect.objectContaining({ code: 'cell_too_large', line: 2 }),
    )
  })
})

function refusal(text: string): DatasetUnusable {
  try {
    parse(Buffer.from(text), 7)
  } catch (error) {
    if (error instanceof DatasetUnusable) return error
    throw error
  }
  throw new Error('It was accepted')
}
