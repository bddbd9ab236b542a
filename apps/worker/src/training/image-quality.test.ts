import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { trainArchive } from '../testing/train-archive.ts'

const sourcePath = fileURLToPath(new URL('../../../../../shared/data/digits8x8/data.zip', import.meta.url))

test.skipIf(!existsSync(sourcePath))(
  'handwritten digits are read at least as well as promised (skipped where ../shared/data is absent)',
  async () => {
    const { profile, trained } = await trainArchive(sourcePath)
    expect(profile.splits.test).toBe(450)
    expect(trained.report.chosen).toBe('image-linear')
    expect(trained.report.test.accuracy).toBeGreaterThanOrEqual(0.98)
    expect(trained.report.test.ece).toBeLessThanOrEqual(0.03)
  },
  120_000,
)
