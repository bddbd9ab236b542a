import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveVersion } from '../edit/derive-version.ts'
import { pageRows } from '../page-rows.ts'
import { datasetProfileSchema, ingestReportSchema } from '../schema/index.ts'
import {
  newFolder,
  type Ready,
  removeUploadsAfterwards,
  reviews,
  type upload,
  uploadReady,
  uploadRefused,
} from '../testing/upload.ts'
import { makeZip } from '../testing/zip.ts'

removeUploadsAfterwards()

const append = (to: Ready, content: string, more: Parameters<typeof upload>[1] = {}) =>
  uploadReady(content, { ...more, appendTo: to })
const rowsOf = async ({ path, profile }: Ready) =>
  (await pageRows({ path, profile, offset: 0, limit: 10_000 })).rows
const asSet = async (version: Ready) =>
  (await rowsOf(version)).map(({ row: _, ...rest }) => JSON.stringify(rest)).sort()
const csv = (lines: string[]) => ['text,label', ...lines, ''].join('\n')

const line = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('good', 'bad', 'so-so'))
  .map(([number, label]) =>
    number < 20
      ? `I liked visit number ${number * 2} very much,${label}`
      : `Another remark ${number},${label}`,
  )
const lines = fc.array(line, { minLength: 1, maxLength: 25 })

describe('a file that is added to a version', () => {
  it('leaves every earlier row in its place and split, adds up, and gives the same rows in either order of two files', async () => {
    const first = await uploadReady(reviews(60))
    const before = await rowsOf(first)
    await fc.assert(
      fc.asyncProperty(lines, lines, async (a, b) => {
        const one = await append(first, csv(a))
        const both = await append(one, csv(b))
        const other = await append(await append(first, csv(b)), csv(a))
        expect(await asSet(both)).toEqual(await asSet(other))
        expect((await rowsOf(both)).slice(0, before.length)).toEqual(before)
        for (const [version, earlier] of [
          [one, first],
          [both, one],
        ] as const) {
          const { report, profile } = version
          expect(ingestReportSchema.parse(report)).toEqual(report)
          expect(datasetProfileSchema.parse(profile)).toEqual(profile)
          expect(report.appended?.rowsBefore).toBe(earlier.profile.rows)
          expect(profile.rows).toBe(earlier.profile.rows + report.rowsKept)
          expect(report.rowsRead).toBe(
            report.rowsKept + (report.appended?.known ?? 0) + report.duplicatesDropped + report.rowsRefused,
          )
          expect(profile.classes.reduce((total, { count }) => total + count, 0)).toBe(profile.rows)
        }
        const joint = await append(first, csv([...a, ...b]))
        expect(joint.sha256).toBe(both.sha256)
        expect((await append(both, csv([...b, ...a]))).sha256).toBe(both.sha256)
      }),
      { numRuns: 5 },
    )
  }, 120_000)

  it('has the checksum of the same rows added one by one', async () => {
    const first = await uploadReady(reviews(60))
    const added = await append(first, csv(['Quite another remark,good', 'One more remark,so-so']))
    const rows = (await rowsOf(added)).slice(60)
    const folder = await newFolder()
    const derived = await deriveVersion({
      ...first,
      edits: [{ type: 'add_rows', rows: rows.map(({ label, split, values }) => ({ label, split, values })) }],
      outputPath: join(folder, 'next.parquet'),
      scratchDir: folder,
    })
    expect(derived.sha256).toBe(added.sha256)
    expect(derived.profile).toEqual(added.profile)
  })

  it('is read with the types of the version, whatever its own values look like', async () => {
    const table = (from: number) =>
      Array.from(
        { length: 60 },
        (_, i) => `${(from + i) * 1.5},z${i % 3},${i % 2 === 0},2026-0${(i % 9) + 1}-11,${i % 2 ? 'a' : 'b'}`,
      )
    const first = await uploadReady(['size,zone,wet,day,kind', ...table(0)].join('\n'), {
      options: { labelColumn: 'kind' },
    })
    const next = await append(
      first,
      ['KIND;day;wet;zone;size;extra', 'a;2026-02-03;yes;7;1000;x', 'c;;no;z1;oops;y'].join('\n'),
    )
    expect((await rowsOf(next)).slice(60).map(({ label, values }) => [label, values])).toEqual([
      ['a', expect.objectContaining({ size: 1000, zone: '7', wet: true })],
      ['c', expect.objectContaining({ size: null, zone: 'z1', wet: false, day: null })],
    ])
    expect(next.report.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['columns_left_out', 'labels_added', 'not_a_number']),
    )
    expect(next.profile.columns.map(({ name, type, role }) => [name, type, role])).toEqual(
      first.profile.columns.map(({ name, type, role }) => [name, type, role]),
    )
  })

  it('is refused by name where a column is missing, holds another thing, or the file holds pictures', async () => {
    const first = await uploadReady(
      ['size,zone,kind', ...Array.from({ length: 60 }, (_, i) => `${i * 1.5},z${i % 3},${i % 2}`)].join('\n'),
      { options: { labelColumn: 'kind' } },
    )
    expect((await uploadRefused('size,kind\n1,0\n', { appendTo: first })).message).toContain('"zone"')
    const swapped = await uploadRefused('size,zone,kind\nz1,3,0\n', { appendTo: first })
    expect(swapped.message).toContain('"size" holds numbers')
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    const pictures = makeZip([
      { name: 'a/1.png', content: png },
      { name: 'b/2.png', content: png },
    ])
    expect((await uploadRefused(pictures, { appendTo: first, fileName: 'p.zip' })).message).toContain(
      'pictures',
    )
  })

  it('keeps several labels per row, and rows that have some of them', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({
        text: `Mail number ${i} about it`,
        tags: i % 3 === 0 ? ['a', 'b'] : i % 3 === 1 ? ['a'] : [],
      }),
    )
    const first = await uploadReady(rows.join('\n'), { fileName: 'a.jsonl' })
    const more = [
      rows[0] ?? '',
      JSON.stringify({ text: 'Mail number 0 about it', tags: ['c'] }),
      JSON.stringify({ text: 'A mail of nothing', tags: [] }),
    ]
    const next = await append(first, more.join('\n'), { fileName: 'b.jsonl' })
    expect(next.report).toMatchObject({ rowsKept: 2, appended: { rowsBefore: 60, known: 1 } })
    expect((await rowsOf(next)).slice(60).map(({ labels }) => labels)).toEqual([['c'], []])
    expect(next.profile.multiLabel).toMatchObject({ unlabelled: 21, combinations: 4 })
  })

  it('gives a row the split that the file names, and one that is refused goes into the file of refusals', async () => {
    const first = await uploadReady(
      [
        'text,label,split',
        ...Array.from(
          { length: 60 },
          (_, i) => `Mail number ${i},${i % 2},${i % 5 === 0 ? 'test' : 'train'}`,
        ),
      ].join('\n'),
    )
    const next = await append(
      first,
      'text,label,split\nOne more,0,test\nTwo more,1,nowhere\nThree more,,train\n',
    )
    expect((await rowsOf(next)).slice(60).map(({ split }) => split)).toEqual(['test'])
    expect(next.report).toMatchObject({ rowsRead: 3, rowsKept: 1, rowsRefused: 2 })
  })
})
