import type { Family } from '../../schema/index.ts'
import type { Hyperparameters } from '../../schema/search.ts'

/** What a setting may be, beside what the family chooses when it is left out. */
type SpaceOf<Parameters> = { [Name in keyof Parameters]?: readonly NonNullable<Parameters[Name]>[] }
type Tuned = Required<Hyperparameters>

const net = {
  epochs: [20, 40],
  learningRate: [0.0003, 0.003, 0.01],
  schedule: ['cosine', 'plateau'],
} as const
const denseNet = { ...net, width: [32, 128, 256, 512], dropout: [0.2, 0.4] } as const

/** A small space for each family. Its default, everything left out, is always the first candidate. */
export const searchSpaces: { [F in Family]?: F extends keyof Tuned ? SpaceOf<Tuned[F]> : never } = {
  'sparse-linear': {
    penalty: [0.1, 0.3, 2, 5],
    ngrams: ['words', 'phrases'],
    weighting: ['idf', 'discriminative'],
  },
  'seed-mlp': denseNet,
  'text-cnn': net,
  gru: net,
  logistic: { penalty: [0.01, 0.03, 0.3, 3, 30] },
  'boosted-trees': {
    leaves: [4, 8, 15, 63, 127],
    learningRate: [0.03, 0.05, 0.2],
    leastRows: [5, 10, 40, 80],
    penalty: [0.03, 0.3, 3, 10],
  },
  mlp: denseNet,
  'image-linear': { penalty: [0.003, 0.3, 1, 3] },
  'audio-linear': { penalty: [0.003, 0.3, 1, 3] },
}
