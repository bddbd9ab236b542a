import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageRows } from './page-rows.ts'
import { makeParquet } from './testing/parquet.ts'
import { type Ready, removeUploadsAfterwards, upload, uploadReady, uploadRefused } from './testing/upload.ts'
import { makeWav } from './testing/wav.ts'
import { makeZip } from './testing/zip.ts'

removeUploadsAfterwards()

const classLabel = (...names: string[]) => ({ names, _type: 'ClassLabel' })
const blob = (bytes: Buffer) => `unhex('${bytes.toString('hex')}')`
const read = async ({ path, profile }: Ready, limit = 100) =>
  (await pageRows({ path, profile, offset: 0, limit })).rows

let pictures: Buffer[]
beforeAll(async () => {
  pictures = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: i * 9, g: 40, b: 90 } } })
        .png()
        .toBuffer(),
    ),
  )
})
const values = (rows: string[]) => `select * from (values ${rows.join(', ')})`
const pictureRows = (from: number, to: number, extra: string[] = []) =>
  `${values([
    ...pictures
      .slice(from, to)
      .map((bytes, i) => `({'bytes': ${blob(bytes)}, 'path': '${from + i}.png'}, ${(from + i) % 2})`),
    ...extra,
  ])} t(image, label)`

describe('Parquet with pictures or sounds in it', () => {
  test('is read by bytes and path, its classes by the names in the file’s metadata', async () => {
    const version = await uploadReady(
      await makeParquet(pictureRows(0, 20), { image: { _type: 'Image' }, label: classLabel('cat', 'dog') }),
      { fileName: 'train-00000-of-00001.parquet' },
    )
    expect(version.profile).toMatchObject({ kind: 'image', rows: 20 })
    const rows = await read(version)
    expect(rows.map(({ label, values: { path } }) => [path, label])).toEqual(
      pictures.map((_, i) => [`${i}.png`, i % 2 ? 'dog' : 'cat']),
    )
    expect(version.report).toMatchObject({ format: 'parquet', rowsRead: 20, rowsRefused: 0 })
  })

  test('names rows without bytes, with broken ones and without a class, by their numbers', async () => {
    const extra = [
      `({'bytes': null, 'path': 'elsewhere.png'}, 1)`,
      `({'bytes': ${blob(Buffer.from('no picture'))}, 'path': 'x.png'}, 1)`,
      `({'bytes': ${blob(pictures[0] ?? Buffer.alloc(0))}, 'path': 'y.png'}, -1)`,
    ]
    const version = await uploadReady(
      await makeParquet(pictureRows(0, 20, extra), { label: classLabel('cat', 'dog') }),
      { fileName: 'a.parquet' },
    )
    expect(version.report.refused.map(({ line, code, excerpt }) => [line, code, excerpt])).toEqual([
      [21, 'file_missing', 'elsewhere.png'],
      [22, 'media_type', 'x.png'],
      [23, 'label_missing', 'y.png'],
    ])
  })

  test('as plain bytes of sounds is read, too', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => {
      const sound = makeWav(Array.from({ length: 300 }, (_, t) => Math.sin(t / (i + 2)) / 2))
      return `(${blob(sound)}, '${i % 2 ? 'high' : 'low'}')`
    })
    const version = await uploadReady(await makeParquet(`${values(rows)} t(audio, word)`), {
      fileName: 'a.parquet',
    })
    expect(version.profile).toMatchObject({ kind: 'audio', rows: 12 })
    expect(version.profile.classes.map(({ label }) => label)).toEqual(['high', 'low'])
  })

  test('in shards is one version whose splits the names tell', async () => {
    const features = { image: { _type: 'Image' }, label: classLabel('cat', 'dog') }
    const version = await uploadReady(
      makeZip([
        {
          name: 'data/train-00000-of-00002.parquet',
          content: await makeParquet(pictureRows(0, 9), features),
        },
        {
          name: 'data/train-00001-of-00002.parquet',
          content: await makeParquet(pictureRows(9, 16), features),
        },
        {
          name: 'data/test-00000-of-00001.parquet',
          content: await makeParquet(pictureRows(16, 20), features),
        },
        { name: 'README.md', content: '# Pets' },
      ]),
      { fileName: 'pets.zip' },
    )
    const tested = (await read(version)).flatMap(({ split, values: { path } }) =>
      split === 'test' ? [path] : [],
    )
    expect(tested).toEqual(['16.png', '17.png', '18.png', '19.png'])
    expect(version.profile.rows).toBe(20)
  })

  test('without a clear label, or with lists of them, is refused with the remedy', async () => {
    const rows = values([`(${blob(pictures[0] ?? Buffer.alloc(0))}, 1, 2)`])
    const unclear = await uploadRefused(await makeParquet(`${rows} t(image, width, height)`), {
      fileName: 'a.parquet',
    })
    expect(unclear).toMatchObject({ code: 'manifest_unclear' })
    expect(unclear.message).toContain('Call it "label"')
    const lists = values([`(${blob(pictures[0] ?? Buffer.alloc(0))}, ['a', 'b'])`])
    expect(
      await uploadRefused(await makeParquet(`${lists} t(image, label)`), { fileName: 'a.parquet' }),
    ).toMatchObject({ code: 'labels_several' })
  })
})

describe('Parquet of texts', () => {
  const texts = (from: number, to: number) =>
    `select 'words of row ' || i as text, (i % 2)::bigint as label from range(${from}, ${to}) t(i)`

  test('has its classes by name, and a row of class −1 waits for a label or is refused', async () => {
    const version = await uploadReady(
      await makeParquet(`${texts(0, 60)} union all select 'nobody knows', -1`, {
        label: classLabel('neg', 'pos'),
      }),
      { fileName: 'a.parquet' },
    )
    expect(version.profile.classes.map(({ label, count }) => [label, count])).toEqual([
      ['neg', 30],
      ['pos', 30],
    ])
    expect(version.report.rowsRefused).toBe(1)
  })

  test('with lists of classes is one of several labels', async () => {
    const version = await uploadReady(
      await makeParquet(
        `select 'words of row ' || i as text, case when i % 3 = 0 then [0, 1] else [i % 2] end as labels from range(60) t(i)`,
        { labels: { feature: classLabel('calm', 'loud'), _type: 'Sequence' } },
      ),
      { fileName: 'a.parquet' },
    )
    expect(version.profile.multiLabel).toMatchObject({ format: 'array' })
    expect(version.profile.classes.map(({ label }) => label).toSorted()).toEqual(['calm', 'loud'])
  })

  test('in shards keeps the splits of their names', async () => {
    const features = { label: classLabel('neg', 'pos') }
    const shard = async (name: string, from: number, to: number) => ({
      name: `data/${name}.parquet`,
      content: await makeParquet(texts(from, to), features),
    })
    const version = await uploadReady(
      makeZip([
        await shard('train-00000-of-00002', 0, 40),
        await shard('train-00001-of-00002', 40, 80),
        await shard('validation-00000-of-00001', 80, 90),
        await shard('test-00000-of-00001', 90, 110),
      ]),
      { fileName: 'reviews.zip' },
    )
    expect(version.profile.splits).toEqual({ train: 80, validation: 10, test: 20 })
    const rows = await read(version, 110)
    for (const {
      split,
      values: { text },
    } of rows) {
      const number = Number(String(text).split(' ').at(-1))
      expect(split).toBe(number < 80 ? 'train' : number < 90 ? 'validation' : 'test')
    }
  })

  test('in shards that do not fit together is refused', async () => {
    const outcome = upload(
      makeZip([
        { name: 'train-0.parquet', content: await makeParquet('select 1 as a, 2 as label') },
        { name: 'train-1.parquet', content: Buffer.from('PAR1 broken') },
      ]),
      { fileName: 'x.zip' },
    )
    await expect(outcome).rejects.toMatchObject({ code: 'file_format_unknown' })
  })
})
