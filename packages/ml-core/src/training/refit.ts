import type { BundleFiles } from '../classifiers/classifier.ts'
import { families, makeClassifier } from '../classifiers/families.ts'
import type { Examples } from '../examples.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import type { Family } from '../schema/index.ts'
import { estimateCost } from './estimate-cost.ts'
import { joinExamples } from './join-examples.ts'
import { predictAll } from './predict-all.ts'
import type { ProgressBoard } from './progress-board.ts'
import { selectRows } from './select-rows.ts'
import type { TrainedFamily } from './train-families.ts'
import type { TrainModelInput } from './train-model.ts'

/** Answers to rows that the classifier has not learned from, to calibrate and to choose thresholds on. */
export interface UnseenAnswers {
  source: 'validation' | 'out-of-fold'
  /** Rows × classes. */
  probabilities: Float32Array
  labels: Int32Array
}

export interface Refitted {
  best: TrainedFamily
  unseen: UnseenAnswers
}

export function isRefittable(family: Family): boolean {
  return families[family].refittable === true
}

const folds = 5
/** Rows below which the folds are too small to say anything. */
const fewestRows = 40
/** A fit that is guessed to take longer is repeated for one fold only. */
const quickFitMs = 3000
/** Rows of that fold at most. */
const mostOfOneFold = 4000

/** Milliseconds that all fits of `refit` may take, where one takes `fitMs`. */
export function refitCost(family: Family, fitMs: number): number {
  if (!isRefittable(family)) return 0
  return fitMs * (fitMs <= quickFitMs ? folds : 2)
}

/**
 * Once the validation rows have done their work in choosing, a quick family is fitted again on training and
 * validation rows together: more to learn from, and the test split is still unseen. What it was calibrated on
 * is then part of what it has learned, so that every row is answered by a fit that left its fold out.
 */
export async function refit(
  input: TrainModelInput,
  chosen: Family,
  best: TrainedFamily,
  board: ProgressBoard,
  pacer: Pacer,
  from?: BundleFiles,
): Promise<Refitted> {
  const { probabilities } = best
  const validated: UnseenAnswers = { source: 'validation', probabilities, labels: input.validation.labels }
  if (!isRefittable(chosen)) return { best, unseen: validated }
  board.startFamily(chosen)
  const all = joinExamples(input.train, input.validation)
  const outside = foldsOf(input, chosen, all)
  let done = 0
  const fit = async (examples: Examples) => {
    const classifier = makeClassifier(chosen, input.config, input.backend)
    await classifier.fit(examples, {
      labels: input.labels,
      onProgress: (progress) =>
        board.advance({ ...progress, fraction: (done + progress.fraction) / (outside.length + 1) }),
      now: input.now,
      ...(from && { from }),
      ...(input.signal && { signal: input.signal }),
    })
    done++
    return classifier.save()
  }
  const files = await fit(all)
  const answered: UnseenAnswers[] = []
  for (const rows of outside) {
    const held = new Set(rows)
    const inside = selectRows(
      all,
      range(all.labels.length).filter((row) => !held.has(row)),
    )
    const asked = selectRows(all, rows)
    const probabilities = await predictAll(chosen, await fit(inside), asked, pacer)
    answered.push({ source: 'out-of-fold', probabilities, labels: asked.labels })
  }
  board.finishFamily()
  return { best: { ...best, files }, unseen: answered.length > 0 ? together(answered) : validated }
}

/** Rows to leave out, fold by fold; none at all where what is left might not have two classes. */
function foldsOf({ config, labels }: TrainModelInput, chosen: Family, all: Examples): Int32Array[] {
  const rows = all.labels.length
  const order = range(rows)
  new Random(config.seed).shuffle(order)
  const quick = estimateCost(chosen, all, labels.length, config) <= quickFitMs
  const outside = quick
    ? Array.from({ length: folds }, (_, fold) => order.filter((_, at) => at % folds === fold))
    : [order.subarray(0, Math.min(mostOfOneFold, Math.floor(rows / folds)))]
  const leaveTwo = outside.every((held) => hasTwoClasses(all.labels, new Set(held)))
  return leaveTwo && rows >= fewestRows ? outside : []
}

function hasTwoClasses(labels: Int32Array, without: ReadonlySet<number>): boolean {
  const first = labels.findIndex((_, row) => !without.has(row))
  return labels.some((label, row) => !without.has(row) && label !== labels[first])
}

function together(answered: readonly UnseenAnswers[]): UnseenAnswers {
  return {
    source: 'out-of-fold',
    probabilities: Float32Array.from(answered.flatMap(({ probabilities }) => [...probabilities])),
    labels: Int32Array.from(answered.flatMap(({ labels }) => [...labels])),
  }
}
