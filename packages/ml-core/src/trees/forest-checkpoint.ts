import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import type { Forest } from './forest.ts'
import { forestFiles, forestSizesSchema, readForest } from './forest-files.ts'

const figuresSchema = z.object({
  loss: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
})

/** Of one iteration. */
export type IterationFigures = z.infer<typeof figuresSchema>

/** All that a fit needs to go on after its last kept iteration. */
export interface ForestCheckpoint {
  forest: Forest
  history: IterationFigures[]
}

const headerSchema = z.object({ sizes: forestSizesSchema, history: z.array(figuresSchema) })

export function packForest({ forest, history }: ForestCheckpoint): Uint8Array {
  const { sizes, files } = forestFiles(forest)
  return packArchive({ 'checkpoint.json': jsonBytes({ sizes, history }), ...files })
}

/** Null where there is nothing, or, after a kill in the midst of writing, nothing that holds together. */
export function unpackForest(
  bytes: Uint8Array | null | undefined,
  outputs: number,
  features: number,
): ForestCheckpoint | null {
  if (!bytes) return null
  try {
    const files = unpackArchive(bytes)
    const { sizes, history } = readJson(files, 'checkpoint.json', headerSchema)
    const forest = readForest(files, sizes, features)
    return forest.trees === history.length * outputs ? { forest, history } : null
  } catch {
    return null
  }
}
