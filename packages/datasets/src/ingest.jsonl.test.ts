import { describe, expect, it } from 'vitest'
import { pageRows } from './page-rows.ts'
import { removeUploadsAfterwards, repairOf, uploadReady, uploadRefused } from './testing/upload.ts'

removeUploadsAfterwards()

const lines = (rows: number) =>
  Array.from({ length: rows }, (_, i) =>
    JSON.stringify({ text: `a sentence of number ${i}\nin two lines`, label: i % 2 ? 'yes' : 'no' }),
  )
const jsonl = (rows: string[]) => `${rows.join('\n')}\n`
const fileName = 'data.jsonl'

describe('ingesting JSONL', () => {
  it('reads one object a line, line breaks in values included', async () => {
    const outcome = await uploadReady(jsonl(lines(20)), { fileName })
    expect(outcome.report).toMatchObject({ format: 'jsonl', delimiter: null, rowsKept: 20, repairs: [] })
    const page = await pageRows({ path: outcome.path, profile: outcome.profile, offset: 3, limit: 1 })
    expect(page.rows).toEqual([
      {
        row: 3,
        label: 'yes',
        split: expect.any(String),
        values: { text: 'a sentence of number 3\nin two lines' },
      },
    ])
  })

  it('takes the union of the keys, flattens objects and keeps arrays as text', async () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({
        size: i * 0.5,
        ...(i > 10 ? { owner: { age: i % 9 } } : {}),
        ...(i > 20 ? { tags: [i % 3] } : {}),
        label: i % 2 ? 'x' : 'y',
      }),
    )
    const outcome = await uploadReady(jsonl(rows), { fileName })
    const types = Object.fromEntries(
      outcome.profile.columns.map((column) => [column.name, [column.type, column.missing]]),
    )
    expect(types).toEqual({
      size: ['number', 0],
      label: ['category', 0],
      'owner.age': ['number', 11],
      tags: ['category', 21],
    })
    expect(repairOf(outcome, 'json_nested')?.count).toBe(19)
    expect(repairOf(outcome, 'json_array')?.count).toBe(9)
  })

  it('refuses broken lines and lines that are no objects, by line', async () => {
    const outcome = await uploadReady(jsonl([...lines(20), '{"text": "cut', '[1,2]', '"text"']), { fileName })
    expect(outcome.report.refused.map(({ line, code }) => ({ line, code }))).toEqual([
      { line: 21, code: 'json_invalid' },
      { line: 22, code: 'json_not_object' },
      { line: 23, code: 'json_not_object' },
    ])
  })

  it('refuses a line nested 10,000 levels deep by its number', async () => {
    const deep = `{"text": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(await uploadRefused(jsonl([...lines(5), deep]), { fileName })).toMatchObject({
      code: 'json_too_deep',
      line: 6,
    })
  })

  it('repairs NUL and lone surrogates, and keeps a key named __proto__ harmless', async () => {
    const outcome = await uploadReady(
      jsonl([
        ...lines(20),
        '{"text": "half \\ud800 and NUL \\u0000 here", "label": "yes", "__proto__": {"polluted": "1"}}',
      ]),
      { fileName },
    )
    expect(repairOf(outcome, 'lone_surrogate')?.lines).toEqual([21])
    expect(repairOf(outcome, 'control_characters')?.lines).toEqual([21])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    const page = await pageRows({ path: outcome.path, profile: outcome.profile, offset: 20, limit: 1 })
    expect(page.rows[0]?.values['text']).toBe('half \ufffd and NUL  here')
  })
})
