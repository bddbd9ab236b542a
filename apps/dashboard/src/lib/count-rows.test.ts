import { expect, it } from 'vitest'
import { canCountRows, countRows } from './count-rows.ts'

const signal = new AbortController().signal
const file = (name: string, text: string) => new File([text], name)

it('counts lines that hold something, and no header', async () => {
  expect(await countRows(file('a.csv', 'text\r\none\r\n\r\ntwo'), signal)).toBe(2)
  expect(await countRows(file('a.csv', 'text\n'), signal)).toBe(0)
  expect(await countRows(file('a.jsonl', '{"text":"a"}\n{"text":"b"}\n'), signal)).toBe(2)
  expect(await countRows(file('a.csv', ''), signal)).toBe(0)
})

it('is for files of lines alone, and stops when it is told to', async () => {
  expect(canCountRows(file('a.xlsx', ''))).toBe(false)
  await expect(countRows(file('a.csv', 'a'), AbortSignal.abort('over'))).rejects.toBe('over')
})
