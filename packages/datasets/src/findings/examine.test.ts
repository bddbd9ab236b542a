import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { deriveVersion } from '../edit/derive-version.ts'
import { type Examination, examinationSchema, type Finding, type FindingCode } from '../schema/index.ts'
import { newFolder, type Ready, removeUploadsAfterwards, uploadReady } from '../testing/upload.ts'
import { makeWav, tone } from '../testing/wav.ts'
import { makeZip } from '../testing/zip.ts'
import { examineVersion } from './examine.ts'

removeUploadsAfterwards()

const nouns = 'cup lamp chair table river cloud stone garden window letter engine bridge'.split(' ')
const verbs = 'broke arrived worked vanished pleased surprised annoyed helped failed lasted'.split(' ')
/** Texts that are not alike. */
const sentences = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) =>
      `${i * 7919} the ${nouns[i % 12]} ${verbs[Math.floor(i / 12) % 10]} near ${nouns[(i * 5 + 3) % 12]} number ${i * 104_729} and ${verbs[(i * 3) % 10]}`,
  )
const csv = (rows: [string, string][]): string =>
  ['text,label', ...rows.map(([text, label]) => `"${text.replaceAll('"', '""')}",${label}`)].join('\n')
const labelled = (count: number): [string, string][] =>
  sentences(count).map((text, i) => [text, i % 2 ? 'good' : 'bad'])

const examine = async (version: Pick<Ready, 'path' | 'profile'>): Promise<Examination> => {
  const examination = await examineVersion({ path: version.path, profile: version.profile, now: () => 0 })
  expect(examinationSchema.parse(examination)).toEqual(examination)
  return examination
}
const codes = ({ findings }: Examination): FindingCode[] => findings.map(({ code }) => code)
const found = ({ findings }: Examination, code: FindingCode): Finding => {
  const finding = findings.find((one) => one.code === code)
  if (!finding) throw new Error(`${code} was not found among ${findings.map((one) => one.code).join(', ')}`)
  return finding
}
/** The version after the fix of one finding, examined again. */
const mend = async (version: Ready, { fix }: Finding): Promise<Examination> => {
  const folder = await newFolder()
  const outputPath = `${folder}/next.parquet`
  const derived = await deriveVersion({ ...version, edits: fix?.edits ?? [], outputPath, scratchDir: folder })
  return examine({ path: outputPath, profile: derived.profile })
}

describe('texts', () => {
  test('nothing is found in clean ones', async () => {
    expect((await examine(await uploadReady(csv(labelled(200))))).findings).toEqual([])
  })

  test('copies that differ in case, punctuation and a word are found, on both sides of a split first of all, and go by their fix', async () => {
    const rows = labelled(300)
    const copies = rows
      .slice(0, 60)
      .map(([text, label]): [string, string] => [`${text.toUpperCase()} !!`, label])
    const version = await uploadReady(csv([...rows, ...copies]))
    const examination = await examine(version)
    expect(codes(examination)).toEqual(['leakage', 'near_duplicates'])
    const leakage = found(examination, 'leakage')
    expect(leakage.severity).toBe('high')
    expect(leakage.examples[0]?.rows).toHaveLength(2)
    // A fifth of the rows are held out, so about 60 × 2 × 0.2 × 0.8 pairs lie across.
    expect(leakage.count).toBeGreaterThan(8)
    expect(found(examination, 'near_duplicates').count + leakage.count).toBeGreaterThan(50)
    expect(codes(await mend(version, leakage))).toEqual(['near_duplicates'])
  })

  test('texts that share some words only are not called copies', async () => {
    const rows = Array.from({ length: 200 }, (_, i): [string, string] => [
      `Please cancel order ${i * 7919} for ${nouns[i % 12]} because the ${nouns[(i * 7) % 12]} ${verbs[i % 10]}`,
      i % 2 ? 'a' : 'b',
    ])
    expect(codes(await examine(await uploadReady(csv(rows))))).not.toContain('leakage')
  })

  test('the same text under different labels is found, and the minority gives way', async () => {
    const rows = labelled(200)
    const [text = ''] = rows[0] ?? []
    const version = await uploadReady(csv([...rows, [`${text}.`, 'bad'], [`${text}!`, 'good']]))
    const finding = found(await examine(version), 'contradictory_labels')
    expect(finding.count).toBe(3)
    expect(finding.fix?.edits).toEqual([{ type: 'drop_rows', rows: [201] }])
    expect(codes(await mend(version, finding))).not.toContain('contradictory_labels')
  })

  test('markup, broken characters, empty and endless texts are named with an example', async () => {
    const version = await uploadReady(
      csv([
        ...labelled(200),
        ['<p>The order</p> &amp; the bill', 'good'],
        ['The cafÃ© donâ€™t open', 'bad'],
        ['?! ...', 'bad'],
        ['word after word '.repeat(2000), 'good'],
      ]),
    )
    const examination = await examine(version)
    for (const [code, row] of [
      ['markup', 200],
      ['mojibake', 201],
      ['empty_inputs', 202],
      ['unusual_lengths', 203],
    ] as const)
      expect(found(examination, code)).toMatchObject({ count: 1, examples: [{ rows: [row] }] })
    expect(codes(await mend(version, found(examination, 'markup')))).not.toContain('markup')
  })
})

test('personal data is named by its kind and never repeated, and goes by its fix', async () => {
  const version = await uploadReady(
    csv([
      ...labelled(100),
      ['Ada can be reached at ada@example.com', 'good'],
      ['She paid with 4111 1111 1111 1111', 'bad'],
    ]),
  )
  const finding = found(await examine(version), 'personal_data')
  expect(finding).toMatchObject({ severity: 'high', count: 2 })
  expect(JSON.stringify(finding)).not.toMatch(/ada@|4111/)
  expect(codes(await mend(version, finding))).not.toContain('personal_data')
})

describe('labels', () => {
  test('spellings of one label are put together, numbers and short codes are left alone', async () => {
    const rows = sentences(240).map((text, i): [string, string] => [
      text,
      ['Positive', 'Negative', 'Room 101', 'Room 102'][i % 4] ?? '',
    ])
    rows.push(
      ...sentences(252)
        .slice(240)
        .map((text, i): [string, string] => [text, i < 8 ? 'positive' : 'Negatve']),
    )
    const version = await uploadReady(csv(rows))
    const finding = found(await examine(version), 'similar_labels')
    expect(finding.fix?.edits).toEqual([
      { type: 'rename_label', from: 'Negatve', to: 'Negative' },
      { type: 'rename_label', from: 'positive', to: 'Positive' },
    ])
    expect(codes(await mend(version, finding))).not.toContain('similar_labels')
  })

  test('tiny classes and a lopsided pair are told', async () => {
    const rows = sentences(420).map((text, i): [string, string] => [
      text,
      i < 15 ? 'rare' : i < 20 ? 'tiny' : 'usual',
    ])
    const examination = await examine(await uploadReady(csv(rows)))
    expect(found(examination, 'tiny_classes').fix?.edits).toEqual([{ type: 'drop_label', label: 'tiny' }])
    const lopsided = sentences(420).map((text, i): [string, string] => [text, i < 15 ? 'rare' : 'usual'])
    expect(codes(await examine(await uploadReady(csv(lopsided))))).toEqual(['imbalance'])
  })
})

describe('tables', () => {
  const table = (row: (i: number) => string, header: string, count = 400) =>
    uploadReady([header, ...Array.from({ length: count }, (_, i) => row(i))].join('\n'), {
      options: { labelColumn: 'bought' },
    })

  test('a column that tells the label by itself is found, and left out by its fix', async () => {
    const version = await table(
      (i) =>
        `${(i * 37) % 91},${(i * 53) % 83},${i % 3 === 0 ? 'paid' : 'open'},${i % 3 === 0 ? 'yes' : 'no'}`,
      'age,weight,invoice,bought',
    )
    const finding = found(await examine(version), 'target_leakage')
    expect(finding.examples).toMatchObject([{ excerpt: 'invoice', note: expect.stringContaining('100.0 %') }])
    expect(codes(await mend(version, finding))).not.toContain('target_leakage')
  })

  test('stand-ins for unknown numbers and columns that are mostly empty are told', async () => {
    const version = await table(
      (i) =>
        `${i === 77 ? 99_999 : 20 + ((i * 37) % 61)},${i % 5 ? '' : (i * 53) % 83},${(i * 29) % 47},${(i * 13) % 7 > 3 ? 'yes' : 'no'}`,
      'age,income,weight,bought',
    )
    const examination = await examine(version)
    expect(found(examination, 'outliers')).toMatchObject({
      count: 1,
      examples: [{ rows: [77], excerpt: 'age = 99999' }],
    })
    expect(found(examination, 'mostly_missing').examples).toMatchObject([{ excerpt: 'income' }])
  })

  test('equal inputs under different labels are told', async () => {
    const version = await table(
      (i) =>
        `${i < 4 ? 1 : i * 3},${i < 4 ? 2 : i * 5.5},${i < 4 ? 3 : (i * 7) % 11},${i % 2 ? 'yes' : 'no'}`,
      'a,b,c,bought',
    )
    expect(found(await examine(version), 'contradictory_labels').count).toBe(2)
  })
})

test('sounds that are the same in different files are found, and silent ones, and go by their fix', async () => {
  const wav = (n: number) => makeWav(tone(300 + 20 * n, { seconds: 0.05 }))
  const members = Array.from({ length: 40 }, (_, n) => ({
    name: `${n < 20 ? 'low' : 'high'}/${n}.wav`,
    content: wav(n),
  }))
  members.push(
    { name: 'low/tagged.wav', content: makeWav(tone(300), { before: [['LIST', Buffer.from('INFO')]] }) },
    { name: 'low/untagged.wav', content: makeWav(tone(300)) },
    { name: 'high/off.wav', content: makeWav(tone(300, { loudness: 0.001 })) },
  )
  const version = await uploadReady(makeZip(members), { fileName: 'sounds.zip' })
  const examination = await examine(version)
  const copies = examination.findings.find(({ code }) => code === 'leakage' || code === 'near_duplicates')
  expect(copies?.examples[0]?.rows).toHaveLength(2)
  const silent = found(examination, 'silent_sounds')
  expect(silent.count).toBe(1)
  expect(codes(await mend(version, silent))).not.toContain('silent_sounds')
})

test('copies of pictures are found though brighter and recompressed, and blank ones', async () => {
  const draw = (seed: number) => {
    const pixels = Buffer.alloc(32 * 32 * 3)
    let state = seed * 2_654_435_761
    const fields = Array.from({ length: 64 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return 40 + (state >>> 24) * 0.6
    })
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 32; x++)
        pixels.fill(fields[(y >> 2) * 8 + (x >> 2)] ?? 0, (y * 32 + x) * 3, (y * 32 + x) * 3 + 3)
    return sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
  }
  const members = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => ({
      name: `${i % 2 ? 'a' : 'b'}/${String(i).padStart(2, '0')}.png`,
      content: await draw(i).png().toBuffer(),
    })),
  )
  members.push({ name: 'a/90.jpg', content: await draw(4).linear(1, 12).jpeg({ quality: 80 }).toBuffer() })
  members.push({
    name: 'b/91.png',
    content: await sharp({ create: { width: 32, height: 32, channels: 3, background: '#808080' } })
      .png()
      .toBuffer(),
  })
  const examination = await examine(await uploadReady(makeZip(members), { fileName: 'pictures.zip' }))
  expect(found(examination, 'contradictory_labels').count).toBe(2)
  expect(found(examination, 'blank_pictures').count).toBe(1)
  expect(codes(examination)).not.toContain('near_duplicates')
})
