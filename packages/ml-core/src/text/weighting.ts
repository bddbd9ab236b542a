import { linearScores } from '../linear/softmax-regression.ts'
import { fitSquaredHinge } from '../linear/squared-hinge.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { type Corpus, discriminativeWeights, inverseDocumentFrequency } from './corpus.ts'
import { weighCorpus } from './tfidf-vectoriser.ts'

/** `idf`, or `idf` times the strongest naive-Bayes log ratio. */
export type Weighting = 'idf' | 'discriminative'

/** Learned from and looked at when choosing. */
const trialRows = 1500
const trialHeld = 750
/** The naive-Bayes weight helps with few classes and blurs many: where the trial is a draw, this decides. */
const fewClasses = 20
/** With more classes a trial has too few rows of each to tell anything. */
const mostClasses = 50
/** Counts per feature and class beyond this cost more memory than the choice is worth. */
const mostCounts = 50_000_000

export function weighFeatures(
  weighting: Weighting,
  corpus: Corpus,
  labels: Int32Array,
  classes: number,
): Float32Array {
  return weighting === 'idf'
    ? inverseDocumentFrequency(corpus)
    : discriminativeWeights(corpus, labels, classes)
}

/**
 * Tries both weightings on a sample of the training rows. What is usual for the number of classes stays,
 * unless the other one is clearly better (more than two standard errors over the rows where they differ).
 */
export async function chooseWeighting(
  corpus: Corpus,
  labels: Int32Array,
  classes: number,
  seed: number,
  pacer: Pacer,
): Promise<Weighting> {
  const usual: Weighting = classes <= fewClasses ? 'discriminative' : 'idf'
  const rows = labels.length
  if (classes > mostClasses || corpus.keys.length * classes > mostCounts) return 'idf'
  if (rows < 300) return usual
  const order = range(rows)
  new Random(seed).shuffle(order)
  const held = order.subarray(0, Math.min(trialHeld, Math.floor(rows / 5)))
  const learned = order.subarray(held.length, Math.min(rows, held.length + trialRows))
  const right: Record<Weighting, Uint8Array> = { idf: new Uint8Array(0), discriminative: new Uint8Array(0) }
  for (const weighting of ['idf', 'discriminative'] as const)
    right[weighting] = await tryWeighting(weighting, corpus, labels, classes, learned, held, pacer)
  const other: Weighting = usual === 'idf' ? 'discriminative' : 'idf'
  let better = 0
  let worse = 0
  for (let i = 0; i < held.length; i++) {
    if (right[other][i] > right[usual][i]) better++
    if (right[other][i] < right[usual][i]) worse++
  }
  return better - worse > 2 * Math.sqrt(better + worse) ? other : usual
}

/** 1 per held row that is classified rightly after learning from the others. */
async function tryWeighting(
  weighting: Weighting,
  corpus: Corpus,
  labels: Int32Array,
  classes: number,
  learned: Int32Array,
  held: Int32Array,
  pacer: Pacer,
): Promise<Uint8Array> {
  const part = selectRows(corpus, learned)
  const partLabels = Int32Array.from(learned, (row) => labels[row])
  const weights = weighFeatures(weighting, part, partLabels, classes)
  const matrix = await weighCorpus(part, weights, corpus.keys, corpus.plan, pacer)
  const options = { penalty: 1, seed: 1, rounds: 1, activeSweeps: 1, held: new Int32Array(0) }
  const linear = await fitSquaredHinge(matrix, partLabels, classes, options, pacer, () => {})
  const looked = await weighCorpus(selectRows(corpus, held), weights, corpus.keys, corpus.plan, pacer)
  const { outputs } = linear
  const scores = linearScores(looked, linear.weights, outputs)
  const right = new Uint8Array(held.length)
  for (let row = 0; row < held.length; row++) {
    let predicted = outputs === 1 && scores[row] > 0 ? 1 : 0
    for (let k = 1; k < outputs; k++)
      if (scores[row * outputs + k] > scores[row * outputs + predicted]) predicted = k
    right[row] = predicted === labels[held[row]] ? 1 : 0
  }
  return right
}

/** The same features over some of the documents. */
function selectRows(corpus: Corpus, rows: Int32Array): Corpus {
  const offsets = new Int32Array(rows.length + 1)
  for (let at = 0; at < rows.length; at++)
    offsets[at + 1] = offsets[at] + corpus.offsets[rows[at] + 1] - corpus.offsets[rows[at]]
  const ids = new Int32Array(offsets[rows.length])
  const counts = new Uint16Array(offsets[rows.length])
  const documentFrequency = new Int32Array(corpus.keys.length)
  for (let at = 0; at < rows.length; at++) {
    const from = corpus.offsets[rows[at]]
    const to = corpus.offsets[rows[at] + 1]
    ids.set(corpus.ids.subarray(from, to), offsets[at])
    counts.set(corpus.counts.subarray(from, to), offsets[at])
    for (let t = from; t < to; t++) documentFrequency[corpus.ids[t]]++
  }
  return { plan: corpus.plan, keys: corpus.keys, documentFrequency, offsets, ids, counts }
}
