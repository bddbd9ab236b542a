import { DenseTrainer } from './dense-trainer.ts'
import type { Tensorflow } from './tensorflow.ts'

const layers = () => [
  {
    inputs: 2,
    outputs: 3,
    kernel: Float32Array.of(0.5, -0.25, 0.75, -0.5, 1, 0.25),
    bias: Float32Array.of(0.1, 0, -0.1),
  },
  {
    inputs: 3,
    outputs: 2,
    kernel: Float32Array.of(1, -1, 0.5, 0.25, -0.75, 0.5),
    bias: Float32Array.of(0, 0.2),
  },
]
const inputs = Float32Array.of(1, 2, -1, 0.5, 0.25, -1, 2, 1)
const labels = Int32Array.of(0, 1, 1, 0)
/** Losses of the first three steps, from a reference computed in double precision. */
const knownLosses = [1.2300216, 0.8160889, 0.599168]

/** Trains a tiny net for three steps and throws unless the losses are the known ones. */
export function proveTraining(tf: Tensorflow): void {
  const trainer = new DenseTrainer(tf, DenseTrainer.start(layers()), 0.1)
  try {
    for (const known of knownLosses) {
      const loss = trainer.step(inputs, labels)
      if (!(Math.abs(loss - known) < 1e-4))
        throw new Error(`A known training step gave ${loss} instead of ${known}.`)
    }
  } finally {
    trainer.dispose()
  }
}
