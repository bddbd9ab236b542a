import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import type { FitProgress } from '../classifiers/classifier.ts'
import type { GraphState } from './graph-trainer.ts'
import type { NetFigures } from './net-figures.ts'
import { readWeights, type WeightShapes, type Weights, weightFiles } from './weights.ts'

/** All that a fit of a net needs to go on after its last full epoch. */
export interface GraphCheckpoint {
  /** Full epochs done. */
  epoch: number
  /** Progress at the end of each of them. */
  history: FitProgress[]
  state: GraphState
  best: { epoch: number; weights: Weights; figures: NetFigures | null } | null
}

const figure = z.number().nullable()
const headerSchema = z.object({
  epoch: z.int(),
  steps: z.int(),
  best: z
    .object({
      epoch: z.int(),
      figures: z.object({ loss: z.number(), accuracy: z.number() }).nullable(),
    })
    .nullable(),
  history: z.array(
    z.object({
      fraction: z.number(),
      epoch: figure,
      epochs: figure,
      step: z.number(),
      steps: figure,
      loss: figure,
      validationLoss: figure,
      validationAccuracy: figure,
      epochEnd: z.boolean(),
    }),
  ),
})

export function packGraphCheckpoint({ epoch, history, state, best }: GraphCheckpoint): Uint8Array {
  const about = best && { epoch: best.epoch, figures: best.figures }
  return packArchive({
    'checkpoint.json': jsonBytes({ epoch, steps: state.steps, best: about, history }),
    ...weightFiles(state.weights, 'weight-'),
    ...weightFiles(state.first, 'first-'),
    ...weightFiles(state.second, 'second-'),
    ...(best && weightFiles(best.weights, 'best-')),
  })
}

/** Throws `ArtifactCorrupt`. */
export function unpackGraphCheckpoint(bytes: Uint8Array, shapes: WeightShapes): GraphCheckpoint {
  const files = unpackArchive(bytes)
  const { epoch, steps, best, history } = readJson(files, 'checkpoint.json', headerSchema)
  return {
    epoch,
    history,
    state: {
      weights: readWeights(files, shapes, 'weight-'),
      first: readWeights(files, shapes, 'first-'),
      second: readWeights(files, shapes, 'second-'),
      steps,
    },
    best: best && { ...best, weights: readWeights(files, shapes, 'best-') },
  }
}
