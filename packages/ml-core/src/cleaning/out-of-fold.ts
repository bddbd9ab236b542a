import { makeClassifier } from '../classifiers/families.ts'
import type { Examples } from '../examples.ts'
import { Pacer } from '../pacing.ts'
import { type Family, trainingConfigSchema } from '../schema/index.ts'
import { predictAll } from '../training/predict-all.ts'
import { dealRows, rowsWhere } from '../training/search/deal-rows.ts'
import { selectRows } from '../training/select-rows.ts'

/** Rows below which a table is learned by a logistic regression rather than by trees. */
const fewRows = 1000

export interface OutOfFoldOptions {
  labels: string[]
  folds?: number
  seed?: number
  onProgress?: (fraction: number) => void
  signal?: AbortSignal
  /** Milliseconds, only ever used for pacing. */
  now(): number
}

function quickFamily({ kind, labels }: Examples): Family {
  if (kind === 'text') return 'sparse-linear'
  if (kind === 'image') return 'image-linear'
  if (kind === 'audio') return 'audio-linear'
  return labels.length < fewRows ? 'logistic' : 'boosted-trees'
}

/**
 * Probabilities of every row, rows × classes, each by a quick fit on the other folds. Folds are stratified: each has
 * its share of every class. Throws what `fit` throws.
 */
export async function predictOutOfFold(examples: Examples, options: OutOfFoldOptions): Promise<Float32Array> {
  const { labels: names, folds = 5, seed = 42, now, signal } = options
  const classes = names.length
  const family = quickFamily(examples)
  const dealt = dealRows(examples.labels, folds, seed)
  const out = new Float32Array(examples.labels.length * classes)
  for (let fold = 0; fold < folds; fold++) {
    const held = rowsWhere(dealt, (own) => own === fold)
    if (held.length === 0) continue
    const classifier = makeClassifier(family, trainingConfigSchema.parse({ seed }))
    await classifier.fit(
      selectRows(
        examples,
        rowsWhere(dealt, (own) => own !== fold),
      ),
      {
        labels: names,
        now,
        onProgress: ({ fraction }) => options.onProgress?.((fold + fraction) / folds),
        ...(signal && { signal }),
      },
    )
    const answers = await predictAll(
      family,
      classifier.save(),
      selectRows(examples, held),
      new Pacer(now, signal),
    )
    held.forEach((row, at) => {
      out.set(answers.subarray(at * classes, (at + 1) * classes), row * classes)
    })
  }
  return out
}
