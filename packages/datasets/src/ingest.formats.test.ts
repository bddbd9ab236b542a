import { describe, expect, test } from 'vitest'
import { pageRows } from './page-rows.ts'
import { makeParquet } from './testing/parquet.ts'
import { type Ready, removeUploadsAfterwards, upload, uploadReady, uploadRefused } from './testing/upload.ts'
import { makeZip } from './testing/zip.ts'

removeUploadsAfterwards()

const texts = Array.from({ length: 60 }, (_, i) => ({
  text: `sentence number ${i} says "something", [new] and {odd} \\ about it`,
  label: i % 2 ? 'good' : 'bad',
}))
const rowsOf = async ({ path, profile }: Ready) =>
  (await pageRows({ path, profile, offset: 0, limit: 100 })).rows.map(({ label, values }) => ({
    text: values['text'],
    label,
  }))
const converted = ({ report }: Ready) => report.repairs.find(({ code }) => code === 'converted')?.message

test.each([0, 2])('a JSON array is read item by item, indented by %i', async (indent) => {
  const version = await uploadReady(JSON.stringify(texts, null, indent), { fileName: 'rows.json' })
  expect(await rowsOf(version)).toEqual(texts)
  expect(converted(version)).toBe('The file was read as a JSON array.')
})

test('a broken JSON array is refused with the item at which it breaks', async () => {
  const whole = JSON.stringify(texts)
  expect((await uploadRefused(whole.slice(0, -2), { fileName: 'rows.json' })).message).toContain(
    'at item 60. The file ends before',
  )
  expect((await uploadRefused(`${whole}]`, { fileName: 'rows.json' })).message).toContain(
    'cannot be read at item',
  )
  expect((await uploadRefused('[{"a":1},,{"a":2}]', { fileName: 'rows.json' })).message).toContain(
    'two commas',
  )
})

test('an export of Label Studio is read by its choices, and what nobody labelled is left out and told', async () => {
  const task = (text: string, annotations: unknown[]) => ({ id: 1, data: { text }, annotations, meta: {} })
  const choose = (...choices: string[]) => ({
    was_cancelled: false,
    result: [{ type: 'choices', from_name: 'sentiment', to_name: 'text', value: { choices } }],
  })
  const tasks = [
    ...texts.map(({ text, label }) => task(text, [choose(label)])),
    task('skipped by everyone', [{ ...choose('bad'), was_cancelled: true }]),
    task('seen by nobody', []),
  ]
  const version = await uploadReady(JSON.stringify(tasks), { fileName: 'project-1.json' })
  expect(await rowsOf(version)).toEqual(texts)
  expect(version.report.repairs).toContainEqual(expect.objectContaining({ code: 'unlabelled', count: 2 }))
})

test('fastText lines are read by their labels', async () => {
  const lines = texts.map(({ text, label }) => `__label__${label} ${text}`)
  const version = await uploadReady(lines.join('\n'), { fileName: 'train.txt' })
  expect(await rowsOf(version)).toEqual(texts)
  const several = await uploadReady(
    texts.map(({ text }, i) => `__label__a ${i % 2 ? '__label__b ' : ''}${text}`).join('\n'),
    { fileName: 'train.txt' },
  )
  expect(several.profile.classes.map(({ label, count }) => [label, count])).toEqual([
    ['a', 60],
    ['b', 30],
  ])
})

describe('Parquet', () => {
  test('is read with its columns', async () => {
    const version = await uploadReady(
      await makeParquet(
        `select 'words of row ' || i as text, case when i % 2 = 0 then 'bad' else 'good' end as label from range(60) t(i)`,
      ),
      { fileName: 'train-00000-of-00001.parquet' },
    )
    expect((await rowsOf(version))[3]).toEqual({ text: 'words of row 3', label: 'good' })
    expect(converted(version)).toBe('The file was read as Parquet.')
  })

  test('that is damaged is refused with the remedy', async () => {
    expect(
      (await uploadRefused(Buffer.from('PAR1 and nothing else'), { fileName: 'a.parquet' })).message,
    ).toContain('cannot be read')
  })
})

describe('an Excel workbook', () => {
  const sheet = (rows: (string | number | boolean)[][]): Buffer => {
    const cell = (value: string | number | boolean, r: number, c: number) => {
      const place = `${String.fromCharCode(65 + c)}${r + 1}`
      if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
      if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
      const plain = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
      return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${plain}</t></is></c>`
    }
    const data = rows
      .map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, r, c)).join('')}</row>`)
      .join('')
    const xml = (content: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${content}`
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
    const document = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    return makeZip([
      {
        name: '[Content_Types].xml',
        content: xml('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      },
      {
        name: '_rels/.rels',
        content: xml(
          `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${document}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        ),
      },
      {
        name: 'xl/workbook.xml',
        content: xml(
          `<workbook xmlns="${main}" xmlns:r="${document}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        ),
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: xml(
          `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${document}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        ),
      },
      {
        name: 'xl/worksheets/sheet1.xml',
        content: xml(`<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`),
      },
    ])
  }

  test('is read by its first sheet', async () => {
    const rows = texts.map(({ text, label }) => [text.replaceAll('\\', '&<'), label])
    const version = await uploadReady(sheet([['text', 'label'], ...rows]), { fileName: 'reviews.xlsx' })
    expect((await rowsOf(version)).map(({ text, label }) => [text, label])).toEqual(rows)
    expect(converted(version)).toContain('an Excel workbook')
  })

  test('that is none is refused with the remedy', async () => {
    const broken = makeZip([{ name: 'hello.txt', content: 'no workbook' }])
    expect((await uploadRefused(broken, { fileName: 'reviews.xlsx' })).message).toContain(
      'Save the sheet as CSV',
    )
  })
})

test('a table in each of the formats is the same version', async () => {
  const table = Array.from({ length: 60 }, (_, i) => ({
    age: 20 + (i % 31),
    member: i % 3 === 0,
    bought: i % 2 ? 'yes' : 'no',
  }))
  const options = { options: { labelColumn: 'bought' } }
  const lines = await uploadReady(table.map((row) => JSON.stringify(row)).join('\n'), {
    fileName: 'a.jsonl',
    ...options,
  })
  const array = await upload(JSON.stringify(table), { fileName: 'a.json', ...options })
  expect(array).toMatchObject({ status: 'ready', sha256: lines.sha256 })
})

describe('Amazon Comprehend', () => {
  const document = (i: number) => `Abstract number ${i}, in which somebody, somewhere, does something`

  test('as CSV without a header is a label and a text', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'DRAMA' : 'COMEDY'},"${document(i)}"`)
    const version = await uploadReady(lines.join('\n'), { fileName: 'comprehend.csv' })
    expect(version.profile).toMatchObject({ kind: 'text', rows: 60, labelColumn: 'column_1' })
    expect(version.profile.classes.map(({ label }) => label)).toEqual(['COMEDY', 'DRAMA'])
  })

  test('with | between several labels asks once, and knows the answer', async () => {
    const sets = ['DRAMA|COMEDY', 'DRAMA', 'COMEDY|HORROR', 'HORROR', 'COMEDY', 'DRAMA|HORROR']
    const content = Array.from({ length: 60 }, (_, i) => `${sets[i % 6]},"${document(i)}"`).join('\n')
    const asked = await upload(content, { fileName: 'comprehend.csv' })
    if (asked.status !== 'needs_label') throw new Error('It did not ask')
    expect(asked.question.labelCandidates[0]).toBe('column_1')
    expect(asked.question.labelLists).toMatchObject([{ column: 'column_1', format: '|', count: 3 }])
    const version = await uploadReady(content, {
      fileName: 'comprehend.csv',
      options: { labelColumn: 'column_1', labelFormat: '|' },
    })
    expect(version.profile.classes.map(({ label }) => label).toSorted()).toEqual([
      'COMEDY',
      'DRAMA',
      'HORROR',
    ])
  })

  const metadata = {
    'job-name': 'labeling-job/genres',
    'human-annotated': 'yes',
    'creation-date': '2026-01-01',
  }
  test('as an augmented manifest is read by its class names, and a line without one waits for a label', async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({
        source: document(i),
        genre: i % 2,
        'genre-metadata': {
          ...metadata,
          confidence: 0.9,
          'class-name': i % 2 ? 'drama' : 'comedy',
          type: 'groundtruth/text-classification',
        },
      }),
    )
    const failed = JSON.stringify({
      source: 'nobody knows',
      'genre-metadata': { ...metadata, 'failure-reason': 'timed out' },
    })
    const version = await uploadReady([...lines, failed, 'not json'].join('\n'), {
      fileName: 'output.manifest',
    })
    expect((await rowsOf(version))[1]).toEqual({ text: document(1), label: 'drama' })
    expect(version.report.refused.map(({ line, code }) => [line, code])).toEqual([
      [61, 'label_missing'],
      [62, 'json_invalid'],
    ])
    expect(converted(version)).toContain('Amazon Comprehend')
  })

  test('as an augmented manifest of several labels keeps all of them', async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({
        source: document(i),
        genres: i % 3 === 0 ? [0, 4] : [i % 2 ? 4 : 0],
        'genres-metadata': {
          ...metadata,
          'class-map': { 0: 'action', 4: 'drama' },
          type: 'groundtruth/text-classification-multilabel',
        },
      }),
    )
    const version = await uploadReady(lines.join('\n'), { fileName: 'output.manifest' })
    expect(version.profile.multiLabel).toMatchObject({ format: 'array' })
    expect(version.profile.classes.map(({ label, count }) => [label, count])).toEqual([
      ['action', 40],
      ['drama', 40],
    ])
  })
})
