import { expect, it } from 'vitest'
import { csvCell, sheetCell, sheetLine } from './index.ts'

it.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  [' edges ', '" edges "'],
  [0.5, '0.5'],
  [false, 'false'],
  [null, ''],
  [undefined, ''],
])('writes the cell %j as %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

it.each(['=1+1', '+cmd', '-x', '@sum', '\tx'])('hands the formula %j to no spreadsheet', (value) => {
  expect(sheetCell(value).replace(/^"/, '')[0]).toBe("'")
  expect(csvCell(value).replace(/^"/, '')[0]).toBe(value[0])
})

it.each(['-12.5', '+3', '-1,250', '-.5', '-2e-7', -4])('leaves the number %j one', (value) => {
  expect(sheetCell(value).replaceAll('"', '')).toBe(String(value))
})

it('ends a line as RFC 4180 has it', () => {
  expect(sheetLine(['a', 1, null, '=b'])).toBe("a,1,,'=b\r\n")
})
