import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type ImageExamples, openBundle, trainModel } from '@assay/ml-core'
import { trainingConfigSchema } from '@assay/ml-core/schema'
import { beforeAll, describe, expect, test } from 'vitest'
import { provideInstalledNets } from './pretrained.ts'
import { trainArchive } from './testing/train-archive.ts'

const isInstalled = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}
const flowers = fileURLToPath(new URL('../../../../shared/data/flowers5/data.zip', import.meta.url))
const side = 48

/** Stripes down in one class, dots in the other, in colours of their own. */
const pictures = (rows: number): ImageExamples => {
  const pixels = Uint8Array.from({ length: rows * side * side * 3 }, (_, i) => {
    const place = Math.floor(i / 3)
    const [row, y, x] = [Math.floor(place / side ** 2), Math.floor(place / side) % side, place % side]
    const drawn = row % 2 === 0 ? x % 8 < 4 : x % 8 < 4 && y % 8 < 4
    return drawn ? (row * 37 + (i % 3) * 80) % 256 : 20
  })
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
  return { kind: 'image', width: side, height: side, channels: 3, pixels, labels }
}
const numbers = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row)

describe.skipIf(!isInstalled('nsfwjs') || !isInstalled('onnxruntime-node'))(
  'the pretrained net of the package (skipped where it or ONNX Runtime is not installed)',
  () => {
    beforeAll(provideInstalledNets)

    test('teaches a classifier that a bundle brings back without it', async () => {
      const { bundle, report } = await trainModel({
        labels: ['stripes', 'dots'],
        train: pictures(24),
        validation: pictures(8),
        test: pictures(8),
        rowNumbers: { train: numbers(24), validation: numbers(8), test: numbers(8) },
        config: trainingConfigSchema.parse({ families: ['image-transfer'] }),
        now: () => performance.now(),
      })
      expect(report.test.accuracy).toBe(1)
      expect(bundle.byteLength).toBeLessThan(200_000)
      const { pixels } = pictures(2)
      const hosted = await openBundle(bundle)
      const probabilities = await hosted.predict([pixels.subarray(side * side * 3)])
      expect(probabilities[1]).toBeGreaterThan(0.5)
      expect(await hosted.explain(pixels.subarray(0, side * side * 3))).not.toHaveLength(0)
    }, 120_000)

    test.skipIf(!existsSync(flowers))(
      'tells flowers apart better than a net that learns from nothing else (skipped where ../shared/data is absent)',
      async () => {
        const { report } = (await trainArchive(flowers)).trained
        expect(report.chosen).toBe('image-transfer')
        expect(report.test.accuracy).toBeGreaterThan(0.79)
        expect(report.test.ece).toBeLessThan(0.05)
      },
      900_000,
    )
  },
)
