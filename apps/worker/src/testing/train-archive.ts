import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingest, readExamples } from '@assay/datasets'
import type { DatasetProfile } from '@assay/datasets/schema'
import { type TrainedModel, trainModel } from '@assay/ml-core'
import { type TrainingConfig, trainingConfigSchema } from '@assay/ml-core/schema'

/** Reads a zip file of pictures or sounds and trains on it, without queue and database. */
export const trainArchive = async (
  sourcePath: string,
  config: Partial<TrainingConfig> = {},
): Promise<{ profile: DatasetProfile; trained: TrainedModel }> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-archive-'))
  const now = () => performance.now()
  try {
    const path = join(folder, 'version.parquet')
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
    const { profile } = outcome
    const { labels, train, validation, test } = await readExamples({ path, profile })
    const rowNumbers = {
      train: train.rowNumbers,
      validation: validation.rowNumbers,
      test: test.rowNumbers,
    }
    const trained = await trainModel({
      labels,
      train,
      validation,
      test,
      rowNumbers,
      config: trainingConfigSchema.parse(config),
      now,
    })
    return { profile, trained }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
