import { AssayError } from '../errors/index.ts'

/** Several labels as one text, whatever their order. */
export const labelsApart = (labels: readonly string[]): string => [...new Set(labels)].sort().join(' | ')

/**
 * Whether an answer was right: by the label that is said to be, or by word alone; null where neither tells. A withheld
 * answer is neither right nor wrong.
 */
export const judge = (
  predicted: string | null,
  label: string | null,
  correct: boolean | null,
): boolean | null => {
  if (label === null || predicted === null) return correct
  const isRight = predicted === label
  if (correct !== null && correct !== isRight)
    throw new AssayError(
      'invalid_request',
      isRight
        ? `The answer was “${predicted.slice(0, 100)}”, which is the label you sent, but correct is false. Send only one of the two.`
        : `The answer was “${predicted.slice(0, 100)}”, not the label you sent, but correct is true. Send only one of the two.`,
      { param: 'correct' },
    )
  return isRight
}
