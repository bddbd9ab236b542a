import { readExamples } from '@assay/datasets'
import type { DatasetProfile, Finding } from '@assay/datasets/schema'
import { type Examples, findLabelErrors, joinExamples, MlError, predictOutOfFold } from '@assay/ml-core'

/** Rows that are learned five times over, in about a minute at the most. */
const mostRows = 40_000
const mostClasses = 200
/** How far the other class must be ahead before a person is asked to look: the doubtful rest is noise. */
const clearlyAhead = 0.5
const shown = 10

/** Rows that a classifier, having learned from the others, would label differently; null where there are none. */
export const findDoubtedLabels = async (path: string, profile: DatasetProfile): Promise<Finding | null> => {
  if (profile.multiLabel || profile.rows > mostRows || profile.classes.length > mostClasses) return null
  const { labels, train, validation, test } = await readExamples({ path, profile })
  const all = joinExamples(joinExamples(train, validation), test)
  const rowNumbers = [...train.rowNumbers, ...validation.rowNumbers, ...test.rowNumbers]
  const probabilities = await answer(all, labels)
  if (probabilities === null) return null
  const doubted = findLabelErrors(probabilities, all.labels, labels.length).filter(
    ({ likely, given }) => likely - given >= clearlyAhead,
  )
  if (doubted.length === 0) return null
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  const count = doubted.length.toLocaleString('en')
  return {
    code: 'label_errors',
    severity: doubted.length > profile.rows / 50 ? 'medium' : 'low',
    title: 'Labels that are likely wrong',
    message: `${count} ${doubted.length === 1 ? 'row is' : 'rows are'} labelled clearly differently from how a classifier trained on the other rows would label ${doubted.length === 1 ? 'it' : 'them'}. Most such rows are mistakes; some are the hard cases that matter, so look before you relabel.`,
    count: doubted.length,
    examples: doubted.slice(0, shown).map(({ row, suggested, given, likely }) => ({
      rows: [rowNumbers[row] ?? 0],
      excerpt: all.kind === 'text' ? (all.texts[row] ?? '').slice(0, 200) : '',
      note: `"${labels[all.labels[row] ?? 0]}" (${percent(given)}), more likely "${labels[suggested]}" (${percent(likely)})`,
    })),
    fix: {
      title: `Relabel ${doubted.length === 1 ? 'it' : `these ${count} rows`} as suggested`,
      edits: [
        {
          type: 'relabel',
          changes: doubted.map(({ row, suggested }) => ({
            row: rowNumbers[row] ?? 0,
            label: labels[suggested] ?? '',
          })),
        },
      ],
    },
  }
}

const answer = async (examples: Examples, labels: string[]): Promise<Float32Array | null> => {
  try {
    return await predictOutOfFold(examples, { labels, now: () => performance.now() })
  } catch (error) {
    // Too few rows of a class to learn without some of them: nothing can be said.
    if (error instanceof MlError) return null
    throw error
  }
}
