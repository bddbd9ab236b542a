import { Random, range } from '../../random.ts'

/**
 * A number from 0 … n − 1 for each row, every class spread over them as evenly as it goes: folds, or parts of
 * which any first few are a fair sample.
 */
export function dealRows(labels: Int32Array, hands: number, seed: number): Int32Array {
  const order = range(labels.length)
  new Random(seed).shuffle(order)
  // A stable sort: within a class the shuffled order stays.
  const byClass = Array.from(order).sort((a, b) => labels[a] - labels[b])
  const hand = new Int32Array(labels.length)
  byClass.forEach((row, at) => {
    hand[row] = at % hands
  })
  return hand
}

export function rowsWhere(hands: Int32Array, isWanted: (hand: number) => boolean): Int32Array {
  return range(hands.length).filter((row) => isWanted(hands[row]))
}
