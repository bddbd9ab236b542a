import { describe, expect, it } from 'vitest'
import { pageRows } from './page-rows.ts'
import { readExamples } from './read-examples.ts'
import { datasetProfileSchema } from './schema/index.ts'
import { removeUploadsAfterwards, upload, uploadReady, uploadRefused } from './testing/upload.ts'

removeUploadsAfterwards()

const topics = ['billing', 'delivery', 'login'] as const
const setOf = (i: number) => topics.filter((_, k) => ((i % 8) >> k) & 1)
const sentence = (i: number) =>
  `Message number ${i} about ${setOf(i).join(' and ') || 'nothing at all'} today`

function delimited(rows: number, mark: string): string {
  const lines = Array.from({ length: rows }, (_, i) => `"${sentence(i)}","${setOf(i).join(mark)}"`)
  return ['text,tags', ...lines, ''].join('\n')
}

function arrays(rows: number): string {
  return Array.from({ length: rows }, (_, i) => JSON.stringify({ text: sentence(i), labels: setOf(i) })).join(
    '\n',
  )
}

describe('several labels per row', () => {
  it('are read from JSON arrays without a question', async () => {
    const { profile, path } = await uploadReady(arrays(400), { fileName: 'data.jsonl' })
    expect(datasetProfileSchema.parse(profile)).toEqual(profile)
    expect(profile).toMatchObject({ kind: 'text', rows: 400, labelColumn: 'labels', textColumn: 'text' })
    expect(profile.multiLabel).toEqual({ format: 'array', cardinality: 1.5, unlabelled: 50, combinations: 8 })
    expect(profile.classes).toEqual(
      topics.map((label) => ({ label, count: 200, train: 160, validation: 20, test: 20 })),
    )
    const { rows } = await pageRows({ path, profile, offset: 0, limit: 8 })
    expect(rows.map((row) => row.labels)).toEqual(Array.from({ length: 8 }, (_, i) => setOf(i)))
    expect(rows[3]).toMatchObject({ label: 'billing, delivery', values: { text: sentence(3) } })
    const login = await pageRows({
      path,
      profile,
      offset: 0,
      limit: 5,
      filter: { labels: ['login'], split: 'test' },
    })
    expect(login.total).toBe(20)
    expect(login.rows.every((row) => row.labels?.includes('login'))).toBe(true)
  })

  it.each(['|', ';', ','] as const)(
    'between which a %s stands are asked about, then read as told',
    async (mark) => {
      const asked = await upload(delimited(200, mark))
      if (asked.status !== 'needs_label') throw new Error('It did not ask')
      expect(asked.question).toMatchObject({
        reason: 'The cells of "tags" seem to list several labels each.',
        labelCandidates: ['tags'],
        labelLists: [{ column: 'tags', format: mark, count: 3, labels: [...topics] }],
      })
      const several = await uploadReady(delimited(200, mark), {
        options: { labelColumn: 'tags', labelFormat: mark },
      })
      expect(several.profile.classes.map((row) => row.label)).toEqual([...topics])
      const single = await uploadReady(delimited(200, mark), {
        options: { labelColumn: 'tags', labelFormat: 'single' },
      })
      expect(single.profile.multiLabel).toBeUndefined()
      expect(single.profile.classes).toHaveLength(7)
    },
  )

  it('are the same version whichever way they were written', async () => {
    const one = await uploadReady(delimited(100, '|').replace('tags', 'labels'), {
      options: { labelColumn: 'labels', labelFormat: '|' },
    })
    const two = await uploadReady(arrays(100), { fileName: 'data.jsonl' })
    expect(two.sha256).toBe(one.sha256)
  })

  it('are not suspected where ordinary labels hold a comma', async () => {
    const cities = ['Paris, France', 'Lyon, France', 'Bonn, Germany', 'Smith, John']
    const lines = Array.from({ length: 80 }, (_, i) => `"A note with number ${i} in it","${cities[i % 4]}"`)
    const { profile } = await uploadReady(['text,label', ...lines].join('\n'))
    expect(profile.classes.map((row) => row.label).sort()).toEqual([...cities].sort())
  })

  it('come from columns of 0 and 1, suggested beside a text', async () => {
    const lines = Array.from({ length: 120 }, (_, i) => {
      const cells = topics.map((topic) => (setOf(i).includes(topic) ? 1 : 0))
      return `"${sentence(i)}",${cells.join(',')}`
    })
    const file = (extra: string[] = []) => [`text,${topics.join(',')}`, ...lines, ...extra].join('\n')
    const asked = await upload(file())
    expect(asked).toMatchObject({ status: 'needs_label', question: { indicators: [...topics] } })
    const { profile, report } = await uploadReady(file(['A row that went wrong,1,2,0']), {
      options: { indicatorColumns: [...topics] },
    })
    expect(report.refused).toMatchObject([{ line: 122, code: 'label_invalid' }])
    expect(profile).toMatchObject({ kind: 'text', labelColumn: 'labels', rows: 120 })
    expect(profile.classes.map((row) => row.count)).toEqual([60, 60, 60])
    expect(profile.columns.map((column) => column.role)).toEqual([
      'text',
      'ignored',
      'ignored',
      'ignored',
      'label',
    ])
  })

  it('reach a classifier as sets of indices, the empty one among them', async () => {
    const { profile, path } = await uploadReady(arrays(80), { fileName: 'data.jsonl' })
    const { labels, train } = await readExamples({ path, profile })
    expect(labels).toEqual([...topics])
    const { offsets, labels: members } = train.labelSets ?? { offsets: [], labels: [] }
    expect(offsets).toHaveLength(train.rowNumbers.length + 1)
    train.rowNumbers.forEach((row, at) => {
      const own = [...members.slice(offsets[at], offsets[at + 1])].map((k) => topics[k])
      expect(own).toEqual(setOf(row))
    })
    expect(train.labels.every((label) => label === 0)).toBe(true)
  })
})

describe('a column of weights', () => {
  const rows = (weight: (i: number) => string | number) =>
    [
      'x,colour,weight,label',
      ...Array.from(
        { length: 60 },
        (_, i) => `${i % 17},${i % 3 ? 'red' : 'blue'},${weight(i)},${i % 2 ? 'a' : 'b'}`,
      ),
    ].join('\n')
  const options = { weightColumn: 'weight' }

  it('counts the rows, is no feature, and adds up where equal rows are merged', async () => {
    const { profile, path, report } = await uploadReady(
      rows(() => 0.5),
      { options },
    )
    expect(profile.weightColumn).toBe('weight')
    expect(profile.columns.map((column) => column.role)).toEqual(['feature', 'feature', 'weight', 'label'])
    const { train, validation, test } = await readExamples({ path, profile })
    if (train.kind !== 'table') throw new Error('It is a table')
    expect(train.columns.map((column) => column.name)).toEqual(['x', 'colour'])
    const total = [train, validation, test].flatMap((split) => [...(split.weights ?? [])])
    expect(total.reduce((sum, weight) => sum + weight, 0)).toBe(30)
    expect(total).toHaveLength(60 - report.duplicatesDropped)
  })

  it('refuses rows whose weight is negative, missing or no number, by their line', async () => {
    const bad: Record<number, string> = { 3: '-1', 5: '', 9: 'heavy', 11: 'Infinity' }
    const { report } = await uploadReady(
      rows((i) => bad[i] ?? 1),
      { options },
    )
    expect(report.refused.map((issue) => [issue.line, issue.code])).toEqual(
      [5, 7, 11, 13].map((line) => [line, 'weight_invalid']),
    )
  })

  it('is refused where every weight is zero, or where it is the label', async () => {
    expect(
      (
        await uploadRefused(
          rows(() => 0),
          { options },
        )
      ).message,
    ).toContain('Every weight in "weight" is zero')
    const both = await uploadRefused(
      rows(() => 1),
      { options: { ...options, labelColumn: 'weight', labelFormat: 'single' } },
    )
    expect(both.message).toContain('both the label and the weight')
  })
})
