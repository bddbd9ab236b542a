import type { Random } from '../random.ts'

export const splits = ['train', 'validation', 'test'] as const
export type Split = (typeof splits)[number]

const shares = { validation: 0.16, test: 0.2 }

/** Divides phrases so that a split says what no other one says; each gets at least one. */
export const divide = (random: Random, phrases: readonly string[]): Record<Split, string[]> => {
  const mixed = phrases
    .map((phrase) => ({ phrase, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ phrase }) => phrase)
  const test = Math.max(1, Math.round(mixed.length * shares.test))
  const validation = Math.max(1, Math.round(mixed.length * shares.validation))
  return {
    test: mixed.slice(0, test),
    validation: mixed.slice(test, test + validation),
    train: mixed.slice(test + validation),
  }
}
