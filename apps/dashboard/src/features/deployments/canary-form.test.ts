import { expect, test } from 'vitest'
import { firstForm, rulesOf } from './canary-form.ts'

test('what is typed becomes rules, percent a share, and an empty field no limit', () => {
  expect(rulesOf(firstForm)).toEqual({
    minimumCalls: 100,
    minutes: 15,
    extraErrors: 0.01,
    latencyRatio: 2,
    gold: null,
  })
  expect(rulesOf({ ...firstForm, latencyRatio: '', gold: 'all dsv_1' })).toMatchObject({
    latencyRatio: null,
    gold: { datasetVersionId: 'dsv_1', rows: 'all' },
  })
  expect(rulesOf({ ...firstForm, automatic: false })).toBeNull()
})
