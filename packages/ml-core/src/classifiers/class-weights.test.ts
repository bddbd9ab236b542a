import { expect, test } from 'vitest'
import { rowWeightsFor } from './class-weights.ts'

test('gives scikit-learn’s balanced weights, a class that never occurs left out', () => {
  const labels = Int32Array.of(1, 1, 1, 1, 0, 0)
  expect([...(rowWeightsFor('balanced', labels, 3) ?? [])]).toEqual([0.75, 0.75, 0.75, 0.75, 1.5, 1.5])
  expect(rowWeightsFor('none', labels, 3)).toBeUndefined()
})
