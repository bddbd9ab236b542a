import { describe, expect, it } from 'vitest'
import { pageRows } from '../page-rows.ts'
import { readExamples } from '../read-examples.ts'
import type { IngestProgress } from '../schema/index.ts'
import { datasetProfileSchema, ingestReportSchema } from '../schema/index.ts'
import { type Ready, removeUploadsAfterwards, reviews, uploadReady } from '../testing/upload.ts'

removeUploadsAfterwards()

async function splitByText(outcome: Ready): Promise<Map<unknown, string>> {
  const { rows } = await pageRows({ path: outcome.path, profile: outcome.profile, offset: 0, limit: 10_000 })
  return new Map(rows.map((row) => [row.values['text'], row.split]))
}

describe('a dataset version', () => {
  it('is the same for the same file: checksum, profile and split', async () => {
    const [one, two] = [await uploadReady(reviews(300)), await uploadReady(reviews(300))]
    expect(two.sha256).toBe(one.sha256)
    expect(two.profile).toEqual(one.profile)
    expect(await splitByText(two)).toEqual(await splitByText(one))
    const seeded = await uploadReady(reviews(300), { options: { seed: 7 } })
    expect(seeded.sha256).not.toBe(one.sha256)
  })

  it('is the same whatever the encoding, delimiter and format it came in', async () => {
    const csv = reviews(100)
    const objects = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [text, label] = line.split(',')
        return JSON.stringify({ text, label })
      })
    const plain = await uploadReady(csv)
    const utf16 = await uploadReady(Buffer.from(`\ufeff${csv.replaceAll(',', ';')}`, 'utf16le'))
    const jsonl = await uploadReady(objects.join('\n'), { fileName: 'data.jsonl' })
    expect([utf16.sha256, jsonl.sha256]).toEqual([plain.sha256, plain.sha256])
  })

  it('splits every class 80/10/10, with one of each from three rows on', async () => {
    const outcome = await uploadReady(
      reviews(1000, [
        'rare one of three,rare',
        'rare two of three,rare',
        'rare three of three,rare',
        'a single one,single',
      ]),
    )
    expect(outcome.profile.classes).toEqual([
      { label: 'bad', count: 500, train: 400, validation: 50, test: 50 },
      { label: 'good', count: 500, train: 400, validation: 50, test: 50 },
      { label: 'rare', count: 3, train: 1, validation: 1, test: 1 },
      { label: 'single', count: 1, train: 1, validation: 0, test: 0 },
    ])
    expect(outcome.profile.splits).toEqual({ train: 802, validation: 101, test: 101 })
    expect(outcome.report.warnings.map((warning) => warning.code)).toEqual(['small_classes'])
  })

  it('gives a row its split by content, not by place', async () => {
    const [header, ...rows] = reviews(200).trim().split('\n')
    const forward = await splitByText(await uploadReady([header, ...rows].join('\n')))
    const backward = await splitByText(await uploadReady([header, ...rows.reverse()].join('\n')))
    expect(backward).toEqual(forward)
  })

  it('keeps old rows where they were when rows are appended, but for a few at the borders', async () => {
    const before = await splitByText(await uploadReady(reviews(1000)))
    const after = await splitByText(await uploadReady(reviews(1100)))
    const moved = [...before].filter(([text, split]) => after.get(text) !== split)
    const swapped = moved.filter(([text, split]) => split !== 'train' && after.get(text) !== 'train')
    expect(moved.length).toBeLessThan(50)
    expect(swapped).toEqual([])
  })

  it('drops exact duplicates, keeps the same input under two labels and warns', async () => {
    const outcome = await uploadReady(
      reviews(40, ['I liked visit number 0 very much,good', 'I liked visit number 0 very much,bad']),
    )
    expect(outcome.report).toMatchObject({ rowsRead: 42, rowsKept: 41, duplicatesDropped: 1, rowsRefused: 0 })
    expect(outcome.report.warnings).toEqual([
      {
        code: 'conflicting_labels',
        message: expect.stringContaining('1 input appears under more than one label (2 rows)'),
      },
    ])
  })

  it('reports itself in the published shapes and tells its progress in order', async () => {
    const stages: IngestProgress['stage'][] = []
    const outcome = await uploadReady(reviews(50), { onProgress: ({ stage }) => stages.push(stage) })
    expect(datasetProfileSchema.parse(outcome.profile)).toEqual(outcome.profile)
    expect(ingestReportSchema.parse(outcome.report)).toEqual(outcome.report)
    expect([...new Set(stages)]).toEqual(['reading', 'profiling', 'splitting', 'writing'])
  })

  it('takes 200,000 rows with little memory of the process’s own', async () => {
    const rows = Array.from(
      { length: 200_000 },
      (_, i) => `"row ${i} says\nsomething ""quoted"" of moderate length, more or less",class ${i % 20}`,
    )
    const content = Buffer.from(['text,label', ...rows].join('\n'))
    rows.length = 0
    const before = process.memoryUsage().heapUsed
    let most = 0
    const outcome = await uploadReady(content, {
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().heapUsed)
      },
    })
    expect(outcome.profile).toMatchObject({
      rows: 200_000,
      splits: { train: 160_000, validation: 20_000, test: 20_000 },
    })
    expect(most - before).toBeLessThan(64 << 20)
    const examples = await readExamples({ path: outcome.path, profile: outcome.profile })
    expect(examples.train.labels).toHaveLength(160_000)
  })
})
