import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeImage, MediaRefused, measureImage, sniffFile } from './media/index.ts'
import { pageRows } from './page-rows.ts'
import { readExamples } from './read-examples.ts'
import { datasetProfileSchema, datasetRowSchema, ingestReportSchema } from './schema/index.ts'
import { removeUploadsAfterwards, uploadReady, uploadRefused } from './testing/upload.ts'
import { makeZip, type ZipMember } from './testing/zip.ts'

removeUploadsAfterwards()

const fileName = 'pictures.zip'

/** A picture of a bar whose place and colour the number gives. */
function draw(number: number, { width = 20, height = 16, grey = false } = {}): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3, 30)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((x + number) % 7 > 2) continue
      const colour = grey ? [200, 200, 200] : [200, (number * 37) % 256, 40]
      pixels.set(
        colour.map((value) => (value + y) % 256),
        (y * width + x) * 3,
      )
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

async function folder(prefix: string, label: string, count: number, from = 0): Promise<ZipMember[]> {
  const contents = await Promise.all(
    Array.from({ length: count }, (_, i) => draw(from + i, { grey: label === 'grey' })),
  )
  return contents.map((content, i) => ({ name: `${prefix}${label}/${i}.png`, content, deflate: i % 2 === 0 }))
}

let cats: ZipMember[]
let dogs: ZipMember[]
beforeAll(async () => {
  cats = await folder('', 'cat', 20)
  dogs = await folder('', 'dog', 20, 100)
})

describe('ingesting a zip of pictures', () => {
  it('makes a version of one size, each class split, that training and browsing read alone', async () => {
    const outcome = await uploadReady(makeZip([...cats, ...dogs]), { fileName })
    expect(datasetProfileSchema.parse(outcome.profile)).toEqual(outcome.profile)
    expect(ingestReportSchema.parse(outcome.report)).toEqual(outcome.report)
    expect(outcome.profile).toMatchObject({
      kind: 'image',
      rows: 40,
      splits: { train: 32, validation: 4, test: 4 },
      image: { width: 20, height: 16, channels: 3, originals: { smallest: '20 × 16', sizes: 1 } },
    })
    const examples = await readExamples({ path: outcome.path, profile: outcome.profile })
    expect(examples.labels).toEqual(['cat', 'dog'])
    if (examples.train.kind !== 'image') throw new Error('no images')
    expect(examples.train.pixels).toHaveLength(32 * 20 * 16 * 3)
    const page = await pageRows({
      path: outcome.path,
      profile: outcome.profile,
      offset: 0,
      limit: 3,
      filter: { labels: ['dog'] },
    })
    expect(page.total).toBe(20)
    const [row] = page.rows.map((one) => datasetRowSchema.parse(one))
    expect(row).toMatchObject({ label: 'dog', values: { path: 'dog/0.png', width: 20, height: 16 } })
    const shown = Buffer.from(row?.picture?.replace('data:image/png;base64,', '') ?? '', 'base64')
    const sent = dogs[0]?.content
    expect(await decodeImage(shown, { width: 20, height: 16, channels: 3 })).toEqual(
      await decodeImage(Buffer.from(sent ?? ''), { width: 20, height: 16, channels: 3 }),
    )
  })

  it('is the same version whatever the order of the files, and another under another seed', async () => {
    const one = await uploadReady(makeZip([...cats, ...dogs]), { fileName })
    const two = await uploadReady(makeZip([...dogs, ...cats.toReversed()]), { fileName })
    expect(two.sha256).toBe(one.sha256)
    expect(two.profile).toEqual(one.profile)
    const seeded = await uploadReady(makeZip([...cats, ...dogs]), { fileName, options: { seed: 7 } })
    expect(seeded.sha256).not.toBe(one.sha256)
  })

  it('respects the splits that the folders name, and takes validation from train', async () => {
    const members = [
      ...(await folder('data/train/', 'cat', 20)),
      ...(await folder('data/train/', 'dog', 20, 50)),
      ...(await folder('data/test/', 'cat', 3, 200)),
      ...(await folder('data/test/', 'dog', 4, 300)),
      { name: '__MACOSX/data/._x.png', content: 'x' },
    ]
    const { profile } = await uploadReady(makeZip(members), { fileName })
    expect(profile.splits).toEqual({ train: 36, validation: 4, test: 7 })
  })

  it('keeps one byte a pixel where every picture is grey', async () => {
    const members = [...(await folder('a/', 'grey', 12)), ...(await folder('b/', 'grey', 12, 40))]
    const outcome = await uploadReady(makeZip(members), { fileName })
    expect(outcome.profile.image).toMatchObject({ channels: 1 })
  })

  it('drops copies, also a training copy of a test picture, and makes large pictures small', async () => {
    const content = await draw(900, { width: 300, height: 150 })
    const members = [
      ...(await folder('train/', 'cat', 9)),
      ...(await folder('train/', 'dog', 9, 50)),
      { name: 'train/cat/copy.png', content },
      { name: 'train/cat/again.png', content },
      { name: 'test/cat/copy.png', content },
      { name: 'test/dog/1.png', content: await draw(901) },
    ]
    const outcome = await uploadReady(makeZip(members), { fileName })
    expect(outcome.report).toMatchObject({ rowsRead: 22, rowsKept: 20, duplicatesDropped: 2 })
    expect(outcome.profile.splits.test).toBe(2)
    const large = await uploadReady(
      makeZip(
        await Promise.all(
          Array.from({ length: 8 }, async (_, i) => ({
            name: `${i % 2}/${i}.png`,
            content: await draw(i, { width: 300, height: 150 }),
          })),
        ),
      ),
      { fileName },
    )
    expect(large.profile.image).toMatchObject({ width: 64, height: 32 })
  })

  it('refuses bad files one by one, by name and reason', async () => {
    const huge = await sharp({
      create: { width: 15_000, height: 15_000, channels: 3, background: '#000' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    const whole = await draw(5000, { width: 60, height: 60 })
    const members: ZipMember[] = [
      ...cats,
      ...dogs,
      { name: 'cat/drawing.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>' },
      { name: 'cat/huge.png', content: huge },
      { name: 'cat/script.png', content: '#!/bin/sh\nrm -rf /' },
      { name: 'cat/truncated.png', content: whole.subarray(0, whole.length >> 1) },
      { name: 'readme.txt', content: 'no label' },
    ]
    const { report } = await uploadReady(makeZip(members), { fileName })
    expect(report.rowsRefused).toBe(5)
    expect(report.refused.map(({ excerpt, code }) => [excerpt, code])).toEqual([
      ['cat/drawing.svg', 'media_type'],
      ['cat/huge.png', 'media_unreadable'],
      ['cat/script.png', 'media_type'],
      ['cat/truncated.png', 'media_unreadable'],
      ['readme.txt', 'label_missing'],
    ])
  })

  const png = Buffer.from('89504e470d0a1a0a', 'hex')
  it.each<[string, ZipMember[], string]>([
    ['a path that climbs out', [{ name: '../../x.png', content: png }], 'zip_path'],
    ['an absolute path', [{ name: '/etc/x.png', content: png }], 'zip_path'],
    ['a path with backslashes', [{ name: 'a\\..\\x.png', content: png }], 'zip_path'],
    ['a symbolic link', [{ name: 'a/x.png', content: '/etc/passwd', mode: 0o120777 }], 'zip_symlink'],
    ['an encrypted file', [{ name: 'a/x.png', content: png, flags: 1, deflate: true }], 'zip_encrypted'],
    ['an archive in the archive', [{ name: 'a/x.zip', content: 'PK' }], 'zip_nested'],
    [
      'names that collide without regard to case',
      [
        { name: 'a/X.png', content: png },
        { name: 'a/x.PNG', content: png },
      ],
      'zip_name_clash',
    ],
    [
      'files that lie over each other',
      [
        { name: 'a/x.png', content: png },
        { name: 'a/y.png', content: png, sameBytesAs: 0 },
      ],
      'zip_overlap',
    ],
    [
      'a size that is not the true one',
      [{ name: 'a/x.png', content: png, deflate: true, declaredSize: 3 }],
      'zip_size_wrong',
    ],
    [
      'a ratio that no picture has',
      [{ name: 'a/x.png', content: Buffer.alloc(20_000_000), deflate: true }],
      'zip_ratio',
    ],
    [
      'a file beyond the limit',
      [{ name: 'a/x.png', content: png, deflate: true, declaredSize: 2 ** 31 }],
      'zip_too_large',
    ],
    ['one label only', [{ name: 'a/x.png', content: png }], 'dataset_unusable'],
    ['nothing at all', [], 'dataset_unusable'],
  ])('refuses %s', async (_name, members, code) => {
    const error = await uploadRefused(makeZip(members), { fileName })
    expect(error.code).toBe(code)
    expect(error.message.length).toBeGreaterThan(20)
  })

  it('refuses too many files, too many bytes and a broken directory', async () => {
    const zip = makeZip(cats)
    const few = { archiveLimits: { maxEntries: 10 }, fileName }
    expect(await uploadRefused(zip, few)).toMatchObject({ code: 'zip_too_many_entries' })
    const small = { archiveLimits: { maxTotalBytes: 1000 }, fileName }
    expect(await uploadRefused(zip, small)).toMatchObject({ code: 'zip_too_large' })
    expect(await uploadRefused(zip.subarray(0, zip.length - 40), { fileName })).toMatchObject({
      code: 'zip_broken',
    })
  })
})

describe('decoding one picture', () => {
  it('reads PNG, JPEG, WebP and GIF alike, turned as the camera says, transparent parts white', async () => {
    const shape = { width: 8, height: 8, channels: 3 } as const
    const flat = sharp({ create: { width: 30, height: 30, channels: 3, background: '#3264c8' } })
    for (const file of [flat.clone().png(), flat.clone().jpeg(), flat.clone().webp(), flat.clone().gif()]) {
      const pixels = await decodeImage(await file.toBuffer(), shape)
      for (const [at, value] of [0x32, 0x64, 0xc8].entries())
        expect(Math.abs((pixels[at] ?? 0) - value)).toBeLessThan(4)
    }
    const clear = sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
    expect((await decodeImage(await clear.png().toBuffer(), shape))[0]).toBe(255)
    const grey = await decodeImage(await flat.clone().png().toBuffer(), { ...shape, channels: 1 })
    expect(grey).toHaveLength(64)
  })

  it.each(['gif', 'webp'] as const)(
    'reads the first frame of an animated %s, and no other',
    async (format) => {
      const frames = await Promise.all(
        ['#3264c8', '#c83232', '#32c832'].map((background) =>
          sharp({ create: { width: 30, height: 20, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      )
      const animated = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer()
      expect((await sharp(animated).metadata()).pages).toBe(3)
      expect(await measureImage(animated)).toEqual({ width: 30, height: 20 })
      const pixels = await decodeImage(animated, { width: 8, height: 8, channels: 3 })
      for (let at = 0; at < pixels.length; at += 3)
        for (const [c, value] of [0x32, 0x64, 0xc8].entries())
          expect(Math.abs((pixels[at + c] ?? 0) - value)).toBeLessThan(6)
      // Cut short after its head, it is refused instead of shown in part.
      await expect(
        decodeImage(animated.subarray(0, 40), { width: 8, height: 8, channels: 3 }),
      ).rejects.toMatchObject({ code: 'media_unreadable' })
    },
  )

  it('tells files by their bytes and refuses what is none of them', async () => {
    expect(sniffFile(Buffer.from('  <?xml version="1.0"?><svg width="1">'))).toBe('svg')
    expect(sniffFile(Buffer.from('GIF89a'))).toBe('gif')
    expect(sniffFile(Buffer.alloc(0))).toBeNull()
    const shape = { width: 8, height: 8, channels: 1 } as const
    for (const bytes of [Buffer.alloc(0), Buffer.from('<svg></svg>'), Buffer.from('RIFF0000WAVEfmt ')])
      await expect(decodeImage(bytes, shape)).rejects.toThrow(MediaRefused)
    await expect(decodeImage(Buffer.concat([png(), Buffer.alloc(40)]), shape)).rejects.toMatchObject({
      code: 'media_unreadable',
    })
  })
})

const png = () => Buffer.from('89504e470d0a1a0a', 'hex')
