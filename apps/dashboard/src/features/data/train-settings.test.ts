import { expect, test } from 'vitest'
import { defaultSettings, readSettings } from './train-settings.ts'

test('what is not touched asks for the plain run: no search, no hyper-parameters', () => {
  expect(readSettings(defaultSettings)).toEqual({
    families: [],
    epochs: 10,
    batchSize: 32,
    learningRate: 0.001,
    seed: 42,
    classWeights: 'none',
  })
})

test('a search has a budget in seconds, whole ones', () => {
  const search = { ...defaultSettings, search: true, searchMinutes: '1.5' }
  expect(readSettings(search)?.search?.budgetSeconds).toBe(90)
  expect(readSettings({ ...search, searchMinutes: '0' })).toBeNull()
  expect(readSettings({ ...search, searchMinutes: 'a while' })).toBeNull()
})

test('hyper-parameters that are left blank are left out, and those out of their range refused', () => {
  const tuned = (leaves: string) =>
    readSettings({ ...defaultSettings, tuning: { 'boosted-trees': { leaves, penalty: ' ' } } })
  expect(tuned('63')?.hyperparameters).toEqual({ 'boosted-trees': { leaves: 63 } })
  expect(tuned('')?.hyperparameters).toBeUndefined()
  expect(tuned('1000')).toBeNull()
  expect(tuned('7.5')).toBeNull()
})
