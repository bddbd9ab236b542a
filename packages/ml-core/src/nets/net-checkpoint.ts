import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../bundle/binary.ts'
import type { FitProgress } from '../classifiers/classifier.ts'
import type { DenseLayer } from './dense-net.ts'
import type { TrainerState } from './dense-trainer.ts'
import { layerFiles, layerSizes, readLayers } from './layer-files.ts'
import type { NetFigures } from './net-figures.ts'

/** All that a fit of a net needs to go on after its last full epoch. */
export interface NetCheckpoint {
  /** Full epochs done. */
  epoch: number
  /** Progress at the end of each of them. */
  history: FitProgress[]
  state: TrainerState
  best: { layers: readonly DenseLayer[]; figures: NetFigures | null } | null
}

const figure = z.number().nullable()
const headerSchema = z.object({
  epoch: z.int(),
  steps: z.int(),
  sizes: z.array(z.int()),
  figures: z.object({ loss: z.number(), accuracy: z.number() }).nullable(),
  hasBest: z.boolean(),
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

export function packCheckpoint({ epoch, history, state, best }: NetCheckpoint): Uint8Array {
  const files = layerFiles(state.layers)
  const header = {
    epoch,
    steps: state.steps,
    sizes: layerSizes(state.layers),
    figures: best?.figures ?? null,
    hasBest: best !== null,
    history,
  }
  files['checkpoint.json'] = jsonBytes(header)
  state.moments.forEach((moments, l) => {
    moments.forEach((moment, m) => {
      files[`moment-${l}-${m}.f32`] = arrayBytes(moment)
    })
  })
  if (best !== null) Object.assign(files, layerFiles(best.layers, 'best-'))
  return packArchive(files)
}

/** Throws `ArtifactCorrupt`. */
export function unpackCheckpoint(bytes: Uint8Array): NetCheckpoint {
  const files = unpackArchive(bytes)
  const header = readJson(files, 'checkpoint.json', headerSchema)
  const layers = readLayers(files, header.sizes)
  const moments = layers.map(({ kernel, bias }, l) =>
    [kernel.length, kernel.length, bias.length, bias.length].map((length, m) =>
      readFloats(files, `moment-${l}-${m}.f32`, length),
    ),
  )
  const best = header.hasBest
    ? { layers: readLayers(files, header.sizes, 'best-'), figures: header.figures }
    : null
  return {
    epoch: header.epoch,
    history: header.history,
    state: { layers, moments, steps: header.steps },
    best,
  }
}
