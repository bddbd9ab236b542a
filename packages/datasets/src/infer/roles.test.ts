import { describe, expect, it } from 'vitest'
import {
  removeUploadsAfterwards,
  repairOf,
  reviews,
  upload,
  uploadReady,
  uploadRefused,
} from '../testing/upload.ts'

removeUploadsAfterwards()

function table(header: string, rows: number, row: (i: number) => unknown[], delimiter = ','): string {
  return [header, ...Array.from({ length: rows }, (_, i) => row(i).join(delimiter)), ''].join('\n')
}

const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)

describe('inferring columns', () => {
  it('tells numbers, booleans, dates, categories and Chinese values apart', async () => {
    const outcome = await uploadReady(
      table('id,weight,member,joined,city,label', 60, (i) => [
        1000 + i,
        i === 7 ? 'NA' : ((i * 37) % 50) / 4,
        i % 3 ? 'Yes' : 'no',
        day(i),
        i % 2 ? '北京' : '上海',
        i % 2 ? '高' : '低',
      ]),
    )
    expect(outcome.profile.kind).toBe('table')
    expect(outcome.profile.columns.map(({ name, type, role }) => [name, type, role])).toEqual([
      ['id', 'number', 'ignored'],
      ['weight', 'number', 'feature'],
      ['member', 'boolean', 'feature'],
      ['joined', 'date', 'feature'],
      ['city', 'category', 'feature'],
      ['label', 'category', 'label'],
    ])
    const [id, weight, , joined, city] = outcome.profile.columns
    expect(id?.note).toContain('numbers the rows')
    expect(weight).toMatchObject({ missing: 1, range: { min: 0, max: 12.25 } })
    expect(joined).toMatchObject({
      range: { min: Date.UTC(2024, 0, 1), max: Date.UTC(2024, 1, 29) },
      samples: expect.arrayContaining(['2024-01-01']),
    })
    expect(city?.top).toEqual([
      { value: '上海', count: 30 },
      { value: '北京', count: 30 },
    ])
  })

  it('ignores constant, empty and identifier-like columns with a note and reads the one text', async () => {
    const outcome = await uploadReady(
      table('uuid,source,empty,message,spam', 40, (i) => [
        `a1-${i}-ff`,
        'web',
        '',
        `please call me about item ${i}`,
        i % 4 === 0 ? 1 : 0,
      ]),
    )
    expect(outcome.profile).toMatchObject({ kind: 'text', labelColumn: 'spam', textColumn: 'message' })
    expect(
      outcome.profile.columns
        .filter((column) => column.role === 'ignored')
        .every((column) => column.note !== null),
    ).toBe(true)
  })

  it('reads decimal commas in files separated by semicolons', async () => {
    const outcome = await uploadReady(
      table('size;class', 30, (i) => [`1.${100 + i},5`, i % 2 ? 'a' : 'b'], ';'),
    )
    expect(outcome.profile.columns[0]).toMatchObject({ type: 'number', range: { min: 1100.5, max: 1129.5 } })
  })

  it('reads 31.12.2024, and warns where day and month cannot be told apart', async () => {
    const clear = await uploadReady(
      table('when,n,label', 28, (i) => [`${i + 1}.2.2023`, i % 9, i % 2 ? 'a' : 'b']),
    )
    expect(clear.profile.columns[0]).toMatchObject({ type: 'date', range: { max: Date.UTC(2023, 1, 28) } })
    const unclear = await uploadReady(
      table('when,n,label', 28, (i) => [`${(i % 12) + 1}/2/2023`, i, i % 2 ? 'a' : 'b']),
    )
    expect(unclear.report.warnings.map((warning) => warning.code)).toContain('ambiguous_dates')
  })

  it('reads a rare stray word among numbers as missing and says so', async () => {
    const outcome = await uploadReady(
      table('n,m,label', 100, (i) => [i === 50 ? 'unknown' : (i * 31) % 17, i % 7, i % 2 ? 'a' : 'b']),
    )
    expect(outcome.profile.columns[0]).toMatchObject({ type: 'number', missing: 1 })
    expect(repairOf(outcome, 'not_a_number')?.count).toBe(1)
  })

  it('recognises the SMS collection’s v1 and v2', async () => {
    const outcome = await uploadReady(
      table('v1,v2,,,', 30, (i) => [i % 3 ? 'ham' : 'spam', `message with number ${i} inside`, '', '', '']),
    )
    expect(outcome.profile).toMatchObject({ kind: 'text', labelColumn: 'v1', textColumn: 'v2' })
  })

  it('asks which column is the label when several could be, likely ones first', async () => {
    const outcome = await upload(
      table('colour,shape,size', 30, (i) => [i % 2 ? 'red' : 'blue', i % 3 ? 'round' : 'square', i % 5]),
    )
    if (outcome.status !== 'needs_label') throw new Error('It did not ask')
    expect(outcome.question.labelCandidates).toEqual(['size', 'colour', 'shape'])
    expect(outcome.question.preview).toHaveLength(10)
    expect(outcome.question.preview[0]).toEqual(['blue', 'square', '0'])
    expect(outcome.question.columns.map((column) => column.name)).toEqual(['colour', 'shape', 'size'])
  })

  it('does what the person decided, whatever the case of the names, and names unknown columns', async () => {
    const content = table('colour,shape,size', 30, (i) => [
      i % 2 ? 'red' : 'blue',
      i % 3 ? 'round' : 'square',
      i % 5,
    ])
    const outcome = await uploadReady(content, {
      options: { labelColumn: 'Colour', ignoredColumns: ['shape'] },
    })
    expect(outcome.profile.columns.map((column) => column.role)).toEqual(['label', 'ignored', 'feature'])
    expect(await uploadRefused(content, { options: { labelColumn: 'price' } })).toMatchObject({
      code: 'column_unknown',
      message: 'There is no column "price". The file has: colour, shape, size.',
    })
  })

  it('learns a table without its free text, and the text alone when asked to', async () => {
    const content = table('age,income,grade,text,label', 60, (i) => [
      20 + ((i * 7) % 40),
      (i * 991) % 5000,
      i % 5,
      `a remark of many words number ${i}`,
      i % 2 ? 'a' : 'b',
    ])
    const asTable = await uploadReady(content)
    expect(asTable.profile).toMatchObject({ kind: 'table', textColumn: null })
    expect(asTable.report.warnings.map((warning) => warning.code)).toEqual(['text_ignored'])
    const asText = await uploadReady(content, { options: { kind: 'text' } })
    expect(asText.profile).toMatchObject({ kind: 'text', textColumn: 'text' })
    expect(asText.report.warnings.map((warning) => warning.code)).toEqual(['columns_ignored'])
  })

  it('merges labels that differ by spaces and reports it, and warns about those that differ by case', async () => {
    const outcome = await uploadReady(
      reviews(40, ['a sentence with spaces,  good ', 'one more of them,good ', 'and in capitals,GOOD']),
    )
    expect(outcome.profile.classes.map((row) => row.label)).toEqual(['good', 'bad', 'GOOD'])
    expect(repairOf(outcome, 'label_whitespace')).toMatchObject({
      count: 2,
      lines: [42, 43],
      message: expect.stringContaining('merged 2 spellings'),
    })
    expect(outcome.report.warnings.map((warning) => warning.code)).toEqual([
      'labels_differ_by_case',
      'small_classes',
    ])
  })
})
