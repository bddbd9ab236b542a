import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { type Solution, solutions } from './index.ts'

/** Of a sample as CSV; texts have no line breaks, and the columns after the text no commas. */
const readRows = (sample: Uint8Array): { text: string; label: string; split: string }[] => {
  const [head = '', ...lines] = new TextDecoder().decode(sample).trim().split('\n')
  const hasSplit = head.endsWith(',split')
  return lines.map((line) => {
    const cells = line.split(',')
    const split = hasSplit ? (cells.pop() ?? '') : ''
    const label = cells.pop() ?? ''
    return { text: cells.join(','), label, split }
  })
}
const texts = Object.entries<Solution>(solutions).filter(([, { kind }]) => kind === 'text')

describe.each(Object.entries(solutions))('the solution %s', (_id, solution) => {
  test('has a small sample that is the same each time', async () => {
    const [one, two] = await Promise.all([solution.makeSample(), solution.makeSample()])
    expect(Buffer.from(one).equals(two)).toBe(true)
    expect(one.length).toBeLessThan(5 * 1024 ** 2)
  })
  test('has at least 30 rows of every class and two calls to try', async () => {
    const sample = await solution.makeSample()
    const labels = solution.fileName.endsWith('.zip')
      ? Object.keys(unzipSync(sample)).map((path) => path.split('/')[0])
      : readRows(sample).map(({ label }) => label)
    const counts = new Map<string, number>()
    for (const label of labels) counts.set(label ?? '', (counts.get(label ?? '') ?? 0) + 1)
    expect(counts.size).toBeGreaterThanOrEqual(2)
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(30)
    expect((await solution.makeExamples()).length).toBeGreaterThanOrEqual(2)
  })
  test('has no call to try that is in its sample', async () => {
    const sample = Buffer.from(await solution.makeSample()).toString()
    for (const example of await solution.makeExamples())
      if (typeof example === 'string')
        for (const line of [`\n${example},`, `\n"${example}",`]) expect(sample.includes(line)).toBe(false)
  })
})

describe.each(texts)('the texts of %s', (_id, solution) => {
  test('leave no slot open and are different, in any case of letters', async () => {
    const rows = readRows(await solution.makeSample())
    for (const { text } of rows) expect(text).not.toMatch(/[{}|]|undefined/)
    expect(new Set(rows.map(({ text }) => text.toLowerCase())).size).toBe(rows.length)
  })
  test('have every label in each split, seven of ten rows to learn from', async () => {
    const rows = readRows(await solution.makeSample())
    const labels = new Set(rows.map(({ label }) => label))
    for (const split of ['train', 'validation', 'test'])
      expect(new Set(rows.filter((row) => row.split === split).map(({ label }) => label))).toEqual(labels)
    expect(rows.filter(({ split }) => split === 'train').length / rows.length).toBeCloseTo(0.7, 1)
  })
})
