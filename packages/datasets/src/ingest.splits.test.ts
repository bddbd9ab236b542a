import { expect, test } from 'vitest'
import { pageRows } from './page-rows.ts'
import { type Ready, removeUploadsAfterwards, uploadReady, uploadRefused } from './testing/upload.ts'

removeUploadsAfterwards()

const row = (i: number, split: string, text = `visit number ${i} was so and so`) =>
  `${text},${i % 2 ? 'good' : 'bad'},${split}`
const table = (count: number, splitOf: (i: number) => string, extra: string[] = []) =>
  ['text,label,split', ...Array.from({ length: count }, (_, i) => row(i, splitOf(i))), ...extra].join('\n')
const splitsOf = async ({ path, profile }: Ready) =>
  (await pageRows({ path, profile, offset: 0, limit: 200 })).rows.map(({ split, values }) => [
    Number(/\d+/.exec(String(values['text']))?.[0]),
    split,
  ])

test('a column called split whose cells are splits decides them, and is no input', async () => {
  const given = (i: number) => (i < 60 ? 'Train' : i < 70 ? 'dev' : 'TEST')
  const version = await uploadReady(table(80, given))
  expect(version.profile).toMatchObject({
    splitColumn: 'split',
    splits: { train: 60, validation: 10, test: 10 },
  })
  for (const [number = 0, split] of await splitsOf(version))
    expect(split).toBe(Number(number) < 60 ? 'train' : Number(number) < 70 ? 'validation' : 'test')
  expect(version.profile.columns.find(({ name }) => name === 'split')).toMatchObject({ role: 'ignored' })
})

test('a split that is not given is a tenth of each class of what was given to train or to nothing', async () => {
  const version = await uploadReady(table(100, (i) => (i < 80 ? (i % 3 ? 'train' : '') : 'test')))
  expect(version.profile.splits).toEqual({ train: 72, validation: 8, test: 20 })
  expect(version.profile.classes.map(({ validation }) => validation)).toEqual([4, 4])
})

test('of copies in several splits the one for the test stays', async () => {
  const version = await uploadReady(
    table(80, (i) => (i < 70 ? 'train' : 'test'), [row(3, 'test'), row(5, 'train')]),
  )
  expect(version.report.duplicatesDropped).toBe(2)
  expect((await splitsOf(version)).filter(([number]) => number === 3)).toEqual([[3, 'test']])
})

test('a column of other words is a column like others, unless it is asked for: then wrong cells are refused by line', async () => {
  const mixed = table(60, (i) => (i === 7 ? 'left' : i % 2 ? 'train' : 'test'))
  const plain = await uploadReady(mixed, { options: { labelColumn: 'label' } })
  expect(plain.profile.splitColumn).toBeUndefined()
  const asked = await uploadReady(mixed, { options: { labelColumn: 'label', splitColumn: 'Split' } })
  expect(asked.report.refused).toMatchObject([{ line: 9, code: 'split_invalid' }])
})

test('rows of which none is for training, or a column of two duties, are refused', async () => {
  const none = await uploadRefused(table(60, (i) => (i % 3 ? 'test' : 'val')))
  expect(none.message).toContain('No row is left to learn from')
  const both = await uploadRefused(
    table(60, () => 'train'),
    {
      options: { labelColumn: 'label', textColumn: 'text', splitColumn: 'label' },
    },
  )
  expect(both.code).toBe('column_unknown')
})

test('rows of several labels keep the splits they were given', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    text: `visit number ${i} was so and so`,
    labels: i % 4 === 0 ? ['a', 'b'] : i % 2 ? ['a'] : ['b'],
    split: i < 50 ? 'train' : 'test',
  }))
  const version = await uploadReady(rows.map((one) => JSON.stringify(one)).join('\n'), {
    fileName: 'a.jsonl',
  })
  expect(version.profile.splits).toEqual({ train: 45, validation: 5, test: 10 })
})
