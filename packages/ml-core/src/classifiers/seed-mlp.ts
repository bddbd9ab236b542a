import { fitInverseTemperature } from '../calibration/temperature.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { type FittedNet, fitDenseNet, type NetParameters } from '../nets/fit-dense-net.ts'
import { netScores } from '../nets/net-figures.ts'
import { Pacer } from '../pacing.ts'
import type { BackendName } from '../schema/index.ts'
import { countCorpus } from '../text/corpus.ts'
import { planNgrams } from '../text/plan-ngrams.ts'
import { predictTexts } from '../text/predict-texts.ts'
import { TermFrequencies } from '../text/term-frequencies.ts'
import { requireTexts, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { NotFitted } from './not-fitted.ts'
import { SeedMlpModel } from './seed-mlp-model.ts'

/** Units of the first hidden layer; the second has half as many. */
const usualWidth = 128

/** The counts of the 1,000 most common terms through two hidden layers, trained on tensorflow.js. */
export class SeedMlp implements Classifier {
  readonly family = 'seed-mlp'
  backend: BackendName | null = null
  private readonly parameters: NetParameters
  private model: SeedMlpModel | null = null

  constructor(parameters: NetParameters) {
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const { texts, labels, weights } = withoutWeightless(requireTexts(train, classes))
    requireTwoClasses(labels)
    const pacer = new Pacer(options.now, options.signal)
    const earlier = options.from && SeedMlpModel.load(options.from)
    const terms = earlier?.terms ?? (await learnTerms(texts, classes, pacer))
    if (terms.terms === 0) throw new DatasetUnusable('No word appears in more than one training text.')
    const rowWeights = rowWeightsFor(this.parameters.classWeights ?? 'none', labels, classes, weights)
    const examples = { inputs: terms.transformAll(texts), labels, ...(rowWeights && { rowWeights }) }
    const held = options.validation?.labels.length ? requireTexts(options.validation, classes) : null
    const validation = held && { inputs: terms.transformAll(held.texts), labels: held.labels }
    const width = this.parameters.width ?? usualWidth
    const { net, backend }: FittedNet = await fitDenseNet(
      examples,
      validation,
      [width, Math.ceil(width / 2)],
      classes,
      { ...this.parameters, ...(earlier && { start: earlier.net.layers }) },
      options,
    )
    const beta = validation
      ? fitInverseTemperature(netScores(net, validation), validation.labels, classes, 1, held?.weights)
      : 1
    this.backend = backend
    this.model = new SeedMlpModel(terms, net, beta)
  }

  predictProba(examples: Examples): Float32Array {
    return predictTexts(this.fitted(), examples)
  }

  fitted(): SeedMlpModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

async function learnTerms(texts: readonly string[], classes: number, pacer: Pacer): Promise<TermFrequencies> {
  const { everyCharacter } = planNgrams(texts)
  const plan = { wordGrams: 1, charGrams: 0, everyCharacter }
  return TermFrequencies.learn(await countCorpus(texts, plan, classes, pacer, () => {}))
}
