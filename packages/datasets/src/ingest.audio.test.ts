import { describe, expect, it } from 'vitest'
import { decodeAudio } from './media/index.ts'
import { pageRows, readClip } from './page-rows.ts'
import { readExamples } from './read-examples.ts'
import { datasetProfileSchema, datasetRowSchema, ingestReportSchema } from './schema/index.ts'
import { removeUploadsAfterwards, uploadReady, uploadRefused } from './testing/upload.ts'
import { makeWav, tone, type WavOptions } from './testing/wav.ts'
import { makeZip, type ZipMember } from './testing/zip.ts'

removeUploadsAfterwards()

const fileName = 'sounds.zip'

/** Tones of one height each, a few samples longer from file to file. */
function folder(
  place: string,
  label: string,
  count: number,
  hertz: number,
  options: WavOptions = {},
): ZipMember[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${place}${label}/${i}.wav`,
    content: makeWav(tone(hertz + i, { rate: options.rate ?? 8000, seconds: 0.05 + i / 1000 }), options),
  }))
}

const low = folder('', 'low', 20, 300)
const high = folder('', 'high', 20, 1500)

describe('a zip of sounds in a folder per label', () => {
  it('becomes a version whose clips, rows and splits read back', async () => {
    const outcome = await uploadReady(makeZip([...low, ...high]), { fileName })
    expect(datasetProfileSchema.parse(outcome.profile)).toEqual(outcome.profile)
    expect(ingestReportSchema.parse(outcome.report)).toEqual(outcome.report)
    expect(outcome.profile).toMatchObject({
      kind: 'audio',
      rows: 40,
      splits: { train: 32, validation: 4, test: 4 },
      audio: { rate: 8000, originals: { shortestSeconds: 0.05, longestSeconds: 0.069, rates: 1 } },
    })
    const examples = await readExamples({ path: outcome.path, profile: outcome.profile })
    expect(examples.labels).toEqual(['high', 'low'])
    const { train } = examples
    if (train.kind !== 'audio') throw new Error('no sounds')
    expect(train).toMatchObject({ rate: 8000 })
    expect(train.offsets).toHaveLength(33)
    expect(train.offsets.at(-1)).toBe(train.samples.length)

    const about = { path: outcome.path, profile: outcome.profile }
    const page = await pageRows({ ...about, offset: 0, limit: 3, filter: { labels: ['low'] } })
    expect(page.total).toBe(20)
    const [row] = page.rows.map((one) => datasetRowSchema.parse(one))
    expect(row).toMatchObject({ label: 'low', values: { path: 'low/0.wav', seconds: 0.05, rate: 8000 } })
    expect(row?.clip?.seconds).toBe(0.05)
    expect(Math.max(...(row?.clip?.peaks ?? []))).toBeCloseTo(0.5, 2)
    const played = await readClip({ ...about, row: row?.row ?? -1 })
    const sent = low[0]?.content
    expect(decodeAudio(played ?? Buffer.alloc(0), { rate: 8000 })).toEqual(
      decodeAudio(Buffer.from(sent ?? ''), { rate: 8000 }),
    )
    expect(await readClip({ ...about, row: 40 })).toBeNull()
  })

  it('takes the commonest rate, 16 kHz at most, and converts the others', async () => {
    const members = [
      ...folder('', 'a', 12, 300, { rate: 44_100, channels: 1 }),
      ...folder('', 'b', 12, 600, { rate: 44_100, bits: 24 }),
      ...folder('', 'c', 4, 900, { rate: 11_025 }),
    ]
    const { profile, path } = await uploadReady(makeZip(members), { fileName })
    expect(profile.audio).toMatchObject({ rate: 16_000, originals: { rates: 2 } })
    const { test } = await readExamples({ path, profile })
    if (test.kind !== 'audio') throw new Error('no sounds')
    expect((test.offsets[1] ?? 0) / 16_000).toBeGreaterThan(0.045)
  })

  it('is the same version whatever the order of the files, and respects the splits that folders name', async () => {
    const one = await uploadReady(makeZip([...low, ...high]), { fileName })
    const two = await uploadReady(makeZip([...high, ...low.toReversed()]), { fileName })
    expect(two.sha256).toBe(one.sha256)
    const split = [
      ...folder('data/train/', 'low', 20, 300),
      ...folder('data/train/', 'high', 20, 1500),
      ...folder('data/test/', 'low', 3, 400),
      ...folder('data/test/', 'high', 4, 1600),
    ]
    const { profile } = await uploadReady(makeZip(split), { fileName })
    expect(profile.splits).toEqual({ train: 36, validation: 4, test: 7 })
  })

  it('refuses bad files one by one, by name and reason, and pictures among sounds', async () => {
    const members: ZipMember[] = [
      ...low,
      ...high,
      { name: 'low/cut.wav', content: makeWav(tone(300)).subarray(0, 900) },
      { name: 'low/empty.wav', content: makeWav([]) },
      { name: 'low/four-gigabytes.wav', content: makeWav(tone(300), { declaredSize: 0xfffffff0 }) },
      { name: 'low/picture.wav', content: Buffer.from('89504e470d0a1a0a0000', 'hex') },
      { name: 'readme.txt', content: 'no label' },
    ]
    const { report } = await uploadReady(makeZip(members), { fileName })
    expect(report.refused.map(({ excerpt, code }) => [excerpt, code])).toEqual([
      ['low/cut.wav', 'media_unreadable'],
      ['low/empty.wav', 'media_unreadable'],
      ['low/four-gigabytes.wav', 'media_unreadable'],
      ['low/picture.wav', 'media_type'],
      ['readme.txt', 'label_missing'],
    ])
  })

  it('refuses an archive none of whose sounds can be read, with the first reason', async () => {
    const members = [1, 2, 3].map((i) => ({ name: `a/${i}.wav`, content: makeWav([]) }))
    const error = await uploadRefused(makeZip(members), { fileName })
    expect(error.message).toMatch(/No file of the archive can be used.*a\/1\.wav.*no sound/)
  })
})
