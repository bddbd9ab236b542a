import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { trainArchive } from '../testing/train-archive.ts'

const sourcePath = fileURLToPath(new URL('../../../../../shared/data/fsdd/data.zip', import.meta.url))

test.skipIf(!existsSync(sourcePath))(
  'spoken digits are heard at least as well as promised (skipped where ../shared/data is absent)',
  async () => {
    const { profile, trained } = await trainArchive(sourcePath)
    expect(profile).toMatchObject({ kind: 'audio', splits: { test: 300 }, audio: { rate: 8000 } })
    expect(trained.report.chosen).toBe('audio-linear')
    expect(trained.report.test.accuracy).toBeGreaterThanOrEqual(0.99)
    expect(trained.report.test.ece).toBeLessThanOrEqual(0.03)
  },
  120_000,
)
