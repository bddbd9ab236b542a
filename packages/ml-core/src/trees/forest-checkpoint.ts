import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { arrayBytes, jsonBytes, readFloats, readInts, readJson } from '../bundle/binary.ts'
import { Forest } from './forest.ts'

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

const headerSchema = z.object({
  nodes: z.int().min(0),
  sets: z.int().min(0),
  trees: z.int().min(0),
  history: z.array(figuresSchema),
})

export function packForest({ forest, history }: ForestCheckpoint): Uint8Array {
  const { nodes, covers, sets, roots } = forest.arrays()
  const header = { nodes: covers.length, sets: sets.length, trees: roots.length, history }
  return packArchive({
    'checkpoint.json': jsonBytes(header),
    'nodes.i32': arrayBytes(nodes),
    'covers.f32': arrayBytes(covers),
    'sets.i32': arrayBytes(sets),
    'roots.i32': arrayBytes(roots),
  })
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
    const header = readJson(files, 'checkpoint.json', headerSchema)
    const forest = new Forest({
      nodes: readInts(files, 'nodes.i32', header.nodes * 2),
      covers: readFloats(files, 'covers.f32', header.nodes),
      sets: readInts(files, 'sets.i32', header.sets),
      roots: readInts(files, 'roots.i32', header.trees),
    })
    const whole = header.trees === header.history.length * outputs && forest.isSound(features)
    return whole ? { forest, history: header.history } : null
  } catch {
    return null
  }
}
