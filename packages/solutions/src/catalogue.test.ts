import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { solutions } from './index.ts'

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
      : new TextDecoder()
          .decode(sample)
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.slice(line.lastIndexOf(',') + 1))
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
