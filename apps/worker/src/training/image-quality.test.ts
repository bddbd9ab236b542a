import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ingest, readExamples } from '@assay/datasets'
import { trainModel } from '@assay/ml-core'
import { trainingConfigSchema } from '@assay/ml-core/schema'
import { expect, test } from 'vitest'

const sourcePath = fileURLToPath(new URL('../../../../../shared/data/digits8x8/data.zip', import.meta.url))

test.skipIf(!existsSync(sourcePath))(
  'handwritten digits are read at least as well as promised (skipped where ../shared/data is absent)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-images-'))
    try {
      const path = join(folder, 'version.parquet')
      const now = () => performance.now()
      const options = { ignoredColumns: [], seed: 42 }
      const outcome = await ingest({
        sourcePath,
        fileName: 'data.zip',
        outputPath: path,
        scratchDir: folder,
        options,
        now,
      })
      if (outcome.status !== 'ready') throw new Error('not ready')
      expect(outcome.profile.splits.test).toBe(450)
      const { labels, train, validation, test: held } = await readExamples({ path, profile: outcome.profile })
      const { report } = await trainModel({
        labels,
        train,
        validation,
        test: held,
        rowNumbers: {
          train: train.rowNumbers,
          validation: validation.rowNumbers,
          test: held.rowNumbers,
        },
        config: trainingConfigSchema.parse({}),
        now,
      })
      expect(report.chosen).toBe('image-linear')
      expect(report.test.accuracy).toBeGreaterThanOrEqual(0.98)
      expect(report.test.ece).toBeLessThanOrEqual(0.03)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
