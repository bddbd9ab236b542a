import { beforeAll, describe, expect, test } from 'vitest'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { MlError } from '../errors.ts'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { mostProbable } from '../metrics/probability.ts'
import type { Family } from '../schema/index.ts'
import { type TrainedModel, trainModel } from '../training/train-model.ts'
import { packArchive, unpackArchive } from './archive.ts'
import type { HostedModel } from './hosted-model.ts'
import { openBundle } from './open-bundle.ts'
import { sha256 } from './sha256.ts'

const numbers = { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(45) }

function trainTexts(family: Family): Promise<TrainedModel> {
  return trainModel({
    labels: textLabels,
    train: smallTexts(150, 1),
    validation: smallTexts(45, 2),
    test: smallTexts(45, 3),
    rowNumbers: numbers,
    config: config({ families: [family] }),
    now: tickingClock(),
  })
}

function trainTable(family: Family): Promise<TrainedModel> {
  return trainModel({
    labels: tableLabels,
    train: smallTable(150, 1),
    validation: smallTable(45, 2),
    test: smallTable(45, 3),
    rowNumbers: numbers,
    config: config({ families: [family] }),
    now: tickingClock(),
  })
}

/** Changes the files and makes the manifest agree with them, as a careful forger would. */
function forge(bundle: Uint8Array, change: (files: BundleFiles) => void): Uint8Array {
  const files = unpackArchive(bundle)
  change(files)
  const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json']))
  manifest.files = {}
  for (const name of Object.keys(files))
    if (name !== 'manifest.json')
      manifest.files[name] = { sha256: sha256(files[name]), bytes: files[name].byteLength }
  files['manifest.json'] = new TextEncoder().encode(JSON.stringify(manifest))
  return packArchive(files)
}

describe('a bundle', () => {
  let bundle: Uint8Array
  beforeAll(async () => {
    bundle = (await trainTexts('sparse-linear')).bundle
  })

  async function code(bytes: Uint8Array): Promise<string> {
    const error = await openBundle(bytes).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    return error instanceof MlError ? error.code : `no MlError: ${error}`
  }

  test('packs to the same bytes in every time zone', () => {
    const files = unpackArchive(bundle)
    const zone = process.env['TZ']
    process.env['TZ'] = 'Pacific/Auckland'
    const repacked = packArchive(files)
    process.env['TZ'] = zone ?? 'UTC'
    expect(sha256(repacked)).toBe(sha256(packArchive(files)))
  })

  test('is refused when it is no archive, cut short, or changed in any file', async () => {
    expect(await code(new Uint8Array(0))).toBe('artifact_corrupt')
    expect(await code(bundle.subarray(0, bundle.length - 100))).toBe('artifact_corrupt')
    for (const name of Object.keys(unpackArchive(bundle))) {
      const files = unpackArchive(bundle)
      files[name] = files[name].slice()
      files[name][0] ^= 1
      expect(await code(packArchive(files)), name).toBe('artifact_corrupt')
      delete files[name]
      expect(await code(packArchive(files)), `without ${name}`).toBe('artifact_corrupt')
    }
  })

  test('is refused with a file that the manifest does not name', async () => {
    const files = unpackArchive(bundle)
    expect(await code(packArchive({ ...files, 'model/extra.js': new Uint8Array(1) }))).toBe(
      'artifact_corrupt',
    )
  })

  test('is refused when weights are not finite or golden outputs no longer come out', async () => {
    const nan = forge(bundle, (files) => {
      const weights = new Float32Array(files['model/weights.f32'].slice().buffer)
      weights[2] = Number.NaN
      files['model/weights.f32'] = new Uint8Array(weights.buffer)
    })
    await expect(openBundle(nan)).rejects.toThrow('not finite')
    const drifted = forge(bundle, (files) => {
      const weights = new Float32Array(files['model/weights.f32'].slice().buffer)
      files['model/weights.f32'] = new Uint8Array(weights.map((weight) => weight * 1.01).buffer)
    })
    await expect(openBundle(drifted)).rejects.toThrow('golden output')
  })
})

describe.each(['sparse-linear', 'seed-mlp'] as const)('a hosted %s', (family) => {
  let hosted: HostedModel
  beforeAll(async () => {
    hosted = await openBundle((await trainTexts(family)).bundle)
  })

  test('classifies batches and single texts alike, odd ones too', async () => {
    const inputs = ['refund my invoice', '', '😀', 'x'.repeat(20_000), 'where is the parcel courier']
    const together = await hosted.predict(inputs)
    for (const [i, input] of inputs.entries())
      expect(await hosted.predict([input])).toEqual(together.slice(i * 3, i * 3 + 3))
    expect([...mostProbable(together, 3)].filter((_, i) => i === 0 || i === 4)).toEqual([0, 1])
  })

  test('explains an answer by spans of the text', async () => {
    const text = 'Please, the parcel is with the courier'
    const explained = await hosted.explain(text)
    const [strongest] = explained
    expect(['parcel', 'courier']).toContain(strongest.feature)
    expect(strongest.weight).toBeGreaterThan(0)
    for (const { feature, start, end } of explained) expect(text.slice(start, end)).toBe(feature)
  })

  test('refuses what is not a text', async () => {
    for (const input of [null, 3, ['a'], { text: 'a' }])
      expect(hosted.check(input)).toMatchObject({ code: 'input_type', param: null })
    expect(hosted.check('a')).toBeNull()
    await expect(hosted.predict([{ amount: 3 }])).rejects.toThrow('must be a text')
  })

  test('tells its size and answers no more once disposed of', async () => {
    const other = await openBundle((await trainTexts(family)).bundle)
    expect(other.bytes).toBeGreaterThan(1000)
    other.dispose()
    await expect(other.predict(['a'])).rejects.toThrow('disposed')
  })
})

describe.each(['logistic', 'boosted-trees', 'mlp'] as const)('a hosted %s', (family) => {
  let hosted: HostedModel
  beforeAll(async () => {
    hosted = await openBundle((await trainTable(family)).bundle)
  })
  const row = { amount: 170, colour: 'red', member: true, since: '2021-05-01' }

  test('names the column that is wrong', () => {
    expect(hosted.check(row)).toBeNull()
    expect(hosted.check([row])).toMatchObject({ code: 'input_type' })
    expect(hosted.check({ ...row, size: 1 })).toMatchObject({ code: 'column_unknown', param: 'size' })
    const { colour: _, ...short } = row
    expect(hosted.check(short)).toMatchObject({ code: 'column_missing', param: 'colour' })
    expect(hosted.check({ ...row, amount: '170' })).toMatchObject({ code: 'column_type', param: 'amount' })
    expect(hosted.check({ ...row, amount: Number.NaN })).toMatchObject({ code: 'input_not_finite' })
    expect(hosted.check({ ...row, since: 'soon' })).toMatchObject({ code: 'column_type', param: 'since' })
    expect(hosted.check(Object.create({ ...row }))).toMatchObject({ code: 'column_missing' })
  })

  test('answers for missing values, unseen categories and far-off numbers', async () => {
    const odd = [
      { amount: null, colour: null, member: null, since: null },
      { ...row, colour: 'chartreuse' },
      { ...row, amount: 1e300, since: 0 },
    ]
    for (const score of await hosted.predict(odd)) expect(score).toBeGreaterThanOrEqual(0)
    expect(mostProbable(await hosted.predict([row, { ...row, amount: 20, colour: 'blue' }]), 2)).toEqual(
      Int32Array.of(1, 0),
    )
  })

  test('reads a date the same as text and as milliseconds', async () => {
    const asNumber = { ...row, since: Date.parse('2021-05-01') }
    expect(await hosted.predict([asNumber])).toEqual(await hosted.predict([row]))
  })

  test('explains an answer by its columns', async () => {
    const explained = await hosted.explain(row)
    const features = explained.map(({ feature }) => feature)
    expect(features.toSorted()).toEqual(['amount', 'colour', 'member', 'since'])
    expect(['amount', 'colour']).toContain(features[0])
    expect(explained[0].weight).toBeGreaterThan(0)
  })

  test('describes its columns to callers', () => {
    expect(hosted.manifest.columns.map(({ name, type }) => [name, type])).toEqual([
      ['amount', 'number'],
      ['colour', 'category'],
      ['member', 'boolean'],
      ['since', 'date'],
    ])
    expect(hosted.manifest.columns[1]).toMatchObject({
      categories: ['red', expect.any(String), expect.any(String)],
    })
    expect(
      hosted.check(Object.fromEntries(hosted.manifest.columns.map((c) => [c.name, c.example]))),
    ).toBeNull()
  })
})
