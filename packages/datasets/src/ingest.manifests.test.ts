import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageRows } from './page-rows.ts'
import { ingestReportSchema } from './schema/index.ts'
import { type Ready, removeUploadsAfterwards, uploadReady, uploadRefused } from './testing/upload.ts'
import { makeWav } from './testing/wav.ts'
import { makeZip, type ZipMember } from './testing/zip.ts'

removeUploadsAfterwards()

const fileName = 'pictures.zip'
let pictures: Buffer[]
beforeAll(async () => {
  pictures = await Promise.all(
    Array.from({ length: 24 }, (_, i) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: i * 9, g: 40, b: 90 } } })
        .png()
        .toBuffer(),
    ),
  )
})

const labelOf = (i: number) => (i % 2 ? 'dog' : 'cat')
const members = (nameOf: (i: number) => string, count = 24): ZipMember[] =>
  pictures.slice(0, count).map((content, i) => ({ name: nameOf(i), content }))
const flat = () => members((i) => `images/${i}.png`)
const csv = (header: string, rowOf: (i: number) => string, extra: string[] = []): string =>
  [header, ...pictures.map((_, i) => rowOf(i)), ...extra, ''].join('\n')
const read = async ({ path, profile }: Ready) =>
  (await pageRows({ path, profile, offset: 0, limit: 100 })).rows.map(({ label, split, values }) => ({
    path: String(values['path']),
    label,
    split,
  }))
const expectLabelled = async (version: Ready) => {
  const rows = await read(version)
  expect(rows).toHaveLength(24)
  for (const { path, label } of rows) expect(label, path).toBe(labelOf(Number(/(\d+)\D*$/.exec(path)?.[1])))
}
const refusals = ({ report }: Ready) => report.refused.map(({ line, code, excerpt }) => [line, code, excerpt])

describe('a ZIP with a manifest', () => {
  test.each<[string, string, string]>([
    ['CSV', 'labels.csv', 'file_name,label'],
    ['CSV with another name for the file', 'train_labels.csv', 'Image Path,Category'],
    ['CSV by a name nobody knows', 'meta.csv', 'which one,class'],
  ])('as %s labels its files', async (_name, manifest, header) => {
    const content = csv(header, (i) => `images/${i}.png,${labelOf(i)}`)
    const version = await uploadReady(makeZip([...flat(), { name: manifest, content }]), { fileName })
    await expectLabelled(version)
    expect(version.report).toMatchObject({ rowsRead: 24, rowsKept: 24, rowsRefused: 0 })
    expect(version.report.repairs[0]?.message).toContain(manifest)
    expect(ingestReportSchema.parse(version.report)).toEqual(version.report)
  })

  test('as JSON lines or a JSON array labels its files, by name alone or by a path of another machine', async () => {
    const rows = pictures.map((_, i) => ({ filename: `C:\\data\\images\\${i}.png`, label: labelOf(i) }))
    for (const [name, content] of [
      ['all.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
      ['all.json', JSON.stringify(rows)],
    ] as const)
      await expectLabelled(await uploadReady(makeZip([...flat(), { name, content }]), { fileName }))
  })

  test('takes the name of a class before its number, and the column that was asked for before both', async () => {
    const content = csv('filename,fold,target,category,colour', (i) =>
      [`${i}.png`, i % 5, i % 2, labelOf(i), i % 3 ? 'red' : 'blue'].join(','),
    )
    const zip = makeZip([...flat(), { name: 'esc.csv', content }])
    await expectLabelled(await uploadReady(zip, { fileName }))
    const asked = await uploadReady(zip, { fileName, options: { labelColumn: 'colour' } })
    expect(asked.profile.classes.map(({ label }) => label)).toEqual(['red', 'blue'])
  })

  test('gives splits by a column, and by its own name', async () => {
    const split = (i: number) => (i >= 20 ? 'test' : i >= 16 ? 'val' : 'train')
    const byColumn = await uploadReady(
      makeZip([
        ...flat(),
        {
          name: 'm.csv',
          content: csv('file,label,split', (i) => `images/${i}.png,${labelOf(i)},${split(i)}`),
        },
      ]),
      { fileName },
    )
    expect(byColumn.profile.splits).toEqual({ train: 16, validation: 4, test: 4 })
    const byName = await uploadReady(
      makeZip([
        ...flat(),
        ...['train', 'val', 'test'].map((name) => ({
          name: `${name}.csv`,
          content: [
            'file,label',
            ...pictures.flatMap((_, i) => (split(i) === name ? [`images/${i}.png,${labelOf(i)}`] : [])),
          ].join('\n'),
        })),
      ]),
      { fileName },
    )
    expect(await read(byName)).toEqual(await read(byColumn))
  })

  test('names every file that is missing, unnamed, ambiguous or wrongly labelled, and uses the rest', async () => {
    const extra = [
      'images/99.png,cat,',
      'twin.png,cat,',
      ',dog,',
      'two.png,"[""cat"",""dog""]",',
      'bare.png,,',
      'odd.png,cat,somewhere',
    ]
    const content = csv('file,label,split', (i) => `images/${i}.png,${labelOf(i)},train`, extra)
    const [content0, content1] = [pictures[0], pictures[1]] as const
    const zip = makeZip([
      ...flat(),
      { name: 'm.csv', content },
      { name: 'a/twin.png', content: content0 ?? '' },
      { name: 'b/twin.png', content: content1 ?? '' },
      ...['two.png', 'bare.png', 'odd.png'].map((name) => ({ name, content: content0 ?? '' })),
    ])
    const version = await uploadReady(zip, { fileName })
    expect(refusals(version)).toEqual([
      [26, 'file_missing', 'images/99.png'],
      [27, 'file_ambiguous', 'twin.png'],
      [28, 'file_missing', ''],
      [1, 'file_unreferenced', 'a/twin.png'],
      [2, 'file_unreferenced', 'b/twin.png'],
      [3, 'label_missing', 'bare.png'],
      [28, 'label_invalid', 'odd.png'],
      [29, 'labels_several', 'two.png'],
    ])
    const { rowsRead, rowsKept, rowsRefused, duplicatesDropped } = version.report
    expect(rowsRead).toBe(rowsKept + rowsRefused + duplicatesDropped)
  })

  test('refuses a file that stands under two labels by name, and takes the same said twice once', async () => {
    const content = csv('file,label', (i) => `images/${i}.png,${labelOf(i)}`, [
      'images/0.png,dog',
      'images/1.png,dog',
    ])
    const version = await uploadReady(makeZip([...flat(), { name: 'm.csv', content }]), { fileName })
    expect(refusals(version)).toEqual([[1, 'labels_several', 'images/0.png']])
    expect(version.report.rowsKept).toBe(23)
  })

  test('that does not tell which column is the label is refused with the remedy', async () => {
    const content = csv('file,height,width', (i) => `images/${i}.png,${i},${i + 1}`)
    const error = await uploadRefused(makeZip([...flat(), { name: 'm.csv', content }]), { fileName })
    expect(error).toMatchObject({ code: 'manifest_unclear' })
    expect(error.message).toContain('Rename that column to "label"')
  })

  test('of sounds makes a version of sounds', async () => {
    const sounds = Array.from({ length: 12 }, (_, i) => ({
      name: `audio/${i}.wav`,
      content: makeWav(Array.from({ length: 400 }, (_, t) => Math.sin(t / (i + 2)) / 2)),
    }))
    const content = ['slice_file_name,class', ...sounds.map((_, i) => `${i}.wav,${labelOf(i)}`)].join('\n')
    const version = await uploadReady(makeZip([...sounds, { name: 'metadata/UrbanSound.csv', content }]), {
      fileName,
    })
    expect(version.profile).toMatchObject({ kind: 'audio', rows: 12 })
  })
})

describe('an export', () => {
  test('of Hugging Face with metadata in each split’s folder keeps labels and splits', async () => {
    const folder = (i: number) => (i < 20 ? 'train' : 'test')
    const lines = (name: string) =>
      pictures.flatMap((_, i) =>
        folder(i) === name ? [JSON.stringify({ file_name: `${i}.png`, label: labelOf(i) })] : [],
      )
    const version = await uploadReady(
      makeZip([
        ...members((i) => `data/${folder(i)}/${i}.png`),
        { name: 'data/train/metadata.jsonl', content: lines('train').join('\n') },
        {
          name: 'data/test/metadata.csv',
          content: [
            'file_name,label',
            ...pictures.flatMap((_, i) => (i < 20 ? [] : [`${i}.png,${labelOf(i)}`])),
          ].join('\n'),
        },
      ]),
      { fileName },
    )
    await expectLabelled(version)
    expect(version.profile.splits.test).toBe(4)
    expect(version.report.rowsRefused).toBe(0)
  })

  const id = (i: number) => `0b6f5c1e-0000-4000-8000-${String(i).padStart(12, '0')}`

  test('of Azure Custom Vision as COCO is read by its categories, though its files have no endings', async () => {
    const coco = {
      images: pictures.map((_, i) => ({
        id: i + 1,
        width: 8,
        height: 8,
        file_name: `Pets_77/images/${id(i)}`,
      })),
      categories: [
        { id: 1, name: 'cat' },
        { id: 2, name: 'dog' },
      ],
      annotations: pictures.map((_, i) => ({ id: i + 1, image_id: i + 1, category_id: (i % 2) + 1 })),
    }
    const version = await uploadReady(
      makeZip([
        ...members((i) => `Pets_77/images/${id(i)}`),
        { name: 'Pets_77/train.json', content: JSON.stringify(coco) },
      ]),
      { fileName },
    )
    await expectLabelled(version)
    expect(version.report.repairs[0]?.message).toContain('Azure Custom Vision')
  })

  test('of Azure Custom Vision’s tagged images is read by id, and images with two tags are refused by name', async () => {
    const listed = pictures.map((_, i) => ({
      id: id(i),
      originalImageUri: `https://irisprod.blob.core.windows.net/i/${id(i)}?sv=1`,
      tags: [{ tagId: 't', tagName: labelOf(i) }, ...(i === 3 ? [{ tagId: 'u', tagName: 'wet' }] : [])],
    }))
    const version = await uploadReady(
      makeZip([
        ...members((i) => `image_${id(i)}.png`),
        { name: 'images.json', content: JSON.stringify(listed) },
      ]),
      { fileName },
    )
    expect(refusals(version)).toEqual([[4, 'labels_several', `image_${id(3)}.png`]])
    expect(version.report.rowsKept).toBe(23)
  })

  const line = (i: number, more: object = {}) =>
    JSON.stringify({
      'source-ref': `s3://bucket/pets/images/${i}.png`,
      job: i % 2,
      'job-metadata': {
        'class-name': labelOf(i),
        confidence: 0.9,
        type: 'groundtruth/image-classification',
        'job-name': 'labeling-job/job',
        'human-annotated': 'yes',
        'creation-date': '2026-01-01T00:00:00',
      },
      ...more,
    })

  test('of Rekognition or Ground Truth is read by its class names, boxes and several labels refused by name', async () => {
    const second = { b: 1, 'b-metadata': { 'class-name': 'wet', type: 'groundtruth/image-classification' } }
    const box = {
      'source-ref': 's3://bucket/pets/images/5.png',
      boxes: { annotations: [] },
      'boxes-metadata': { 'class-map': { 0: 'cat' }, type: 'groundtruth/object-detection' },
    }
    const lines = pictures.map((_, i) => (i === 5 ? JSON.stringify(box) : line(i, i === 3 ? second : {})))
    const version = await uploadReady(
      makeZip([...flat(), { name: 'output.manifest', content: [...lines, 'not json'].join('\n') }]),
      { fileName },
    )
    expect(refusals(version)).toEqual([
      [25, 'json_invalid', 'not json'],
      [18, 'labels_several', 'images/3.png'],
      [20, 'label_invalid', 'images/5.png'],
    ])
    expect(version.report.rowsKept).toBe(22)
    expect(version.report.repairs[0]?.message).toContain('Rekognition')
  })
})

test('a ZIP of one table is read as that table, one of several is refused by their names', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `we said ${i} about it,${labelOf(i)}`)
  const content = ['text,label', ...rows].join('\n')
  const version = await uploadReady(
    makeZip([
      { name: 'archive/spam.csv', content, deflate: true },
      { name: 'README.txt', content: 'Take it.' },
    ]),
    { fileName: 'archive.zip' },
  )
  expect(version.profile).toMatchObject({ kind: 'text', rows: 30 })
  expect(version.report.repairs[0]?.message).toContain('spam.csv')
  const several = await uploadRefused(
    makeZip([
      { name: 'a.csv', content },
      { name: 'b.csv', content },
    ]),
    { fileName: 'archive.zip' },
  )
  expect(several.message).toContain('"a.csv", "b.csv"')
})
