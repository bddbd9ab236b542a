import type { Scalar } from '@tensorflow/tfjs'
import { fitInverseTemperature } from '../calibration/temperature.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Examples, TextExamples } from '../examples.ts'
import type { NetParameters } from '../nets/fit-dense-net.ts'
import { fitGraphNet, type GraphTask } from '../nets/fit-graph-net.ts'
import { figuresOfScores } from '../nets/net-figures.ts'
import { initialWeights } from '../nets/weights.ts'
import { Pacer } from '../pacing.ts'
import type { BackendName } from '../schema/index.ts'
import type { SequenceArchitecture, SequenceNet } from '../sequences/architecture.ts'
import { batchesByLength } from '../sequences/batches.ts'
import { SequenceEncoder, type Sequences, tokenPlan } from '../sequences/sequence-encoder.ts'
import { countCorpus } from '../text/corpus.ts'
import { predictTexts } from '../text/predict-texts.ts'
import { requireTexts, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { NotFitted } from './not-fitted.ts'
import { SequenceModel } from './sequence-model.ts'

/** Embeddings are drawn between −this and this. */
const embeddingLimit = 0.1

interface Encoded {
  sequences: Sequences
  labels: Int32Array
  weights?: Float32Array
}

/** Tokens in their order through a net that learns its own embedding of them, on tensorflow.js. */
export class SequenceClassifier implements Classifier {
  readonly family: SequenceArchitecture['family']
  backend: BackendName | null = null
  private readonly architecture: SequenceArchitecture
  private readonly parameters: NetParameters
  private model: SequenceModel | null = null

  constructor(architecture: SequenceArchitecture, parameters: NetParameters) {
    this.family = architecture.family
    this.architecture = architecture
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const { architecture, parameters } = this
    const classes = options.labels.length
    const examples = withoutWeightless(requireTexts(train, classes))
    requireTwoClasses(examples.labels)
    const held = options.validation?.labels.length ? requireTexts(options.validation, classes) : null
    const pacer = new Pacer(options.now, options.signal)
    const corpus = await countCorpus(examples.texts, tokenPlan, classes, pacer, () => {})
    if (corpus.keys.length === 0) throw new DatasetUnusable('No word appears in more than one training text.')
    const encoder = SequenceEncoder.learn(corpus, architecture.longest)
    const validation = held && encode(encoder, held)
    const task = sequenceTask(
      architecture,
      encoder,
      encode(encoder, examples),
      validation,
      classes,
      parameters,
    )
    const { weights, backend } = await fitGraphNet(task, parameters, options)
    let beta = 1
    if (validation !== null) {
      const scores = await scoreAll(architecture.host(weights, classes), validation, classes, pacer)
      beta = fitInverseTemperature(scores, validation.labels, classes, 1, validation.weights)
    }
    this.backend = backend
    this.model = new SequenceModel(architecture, encoder, weights, classes, beta)
  }

  predictProba(examples: Examples): Float32Array {
    return predictTexts(this.fitted(), examples)
  }

  fitted(): SequenceModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

function encode(encoder: SequenceEncoder, { texts, labels, weights }: TextExamples): Encoded {
  return { sequences: encoder.encodeAll(texts), labels, ...(weights && { weights }) }
}

function sequenceTask(
  architecture: SequenceArchitecture,
  encoder: SequenceEncoder,
  { sequences, labels, weights: given }: Encoded,
  validation: Encoded | null,
  classes: number,
  { batchSize, classWeights }: NetParameters,
): GraphTask {
  const shapes = architecture.shapes(encoder.numbers, classes)
  const rowWeights = rowWeightsFor(classWeights ?? 'none', labels, classes, given)
  return {
    work: architecture.work,
    rows: labels.length,
    shapes,
    initial(random) {
      const weights = initialWeights(shapes, random)
      for (let i = 0; i < weights['embedding'].length; i++)
        weights['embedding'][i] = (random.next() * 2 - 1) * embeddingLimit
      return weights
    },
    batches: (random) => batchesByLength(sequences, batchSize, random),
    loss(tf, weights, rows, random): Scalar {
      const logits = architecture.logits(tf, weights, sequences, rows, random)
      const wanted = new Float32Array(rows.length * classes)
      rows.forEach((row, at) => {
        wanted[at * classes + labels[row]] = rowWeights?.[row] ?? 1
      })
      const own = tf.mul(tf.logSoftmax(logits), tf.tensor2d(wanted, [rows.length, classes]))
      return tf.div(tf.sum(own), -rows.length).asScalar()
    },
    measure:
      validation &&
      (async (weights, pacer) => {
        const scores = await scoreAll(architecture.host(weights, classes), validation, classes, pacer)
        return figuresOfScores(scores, validation.labels, classes)
      }),
  }
}

/** Scores, rows × classes. */
async function scoreAll(
  net: SequenceNet,
  { sequences, labels }: Encoded,
  classes: number,
  pacer: Pacer,
): Promise<Float32Array> {
  const scores = new Float32Array(labels.length * classes)
  for (let row = 0; row < labels.length; row++) {
    const ids = sequences.ids.subarray(sequences.offsets[row], sequences.offsets[row + 1])
    scores.set(net.forward(ids, ids.length), row * classes)
    if (pacer.due) await pacer.breathe()
  }
  return scores
}
