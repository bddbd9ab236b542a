import { expect, test } from 'vitest'
import { openFairTurns } from './fair-turns.ts'

/** Turns that take as long as they say, on a clock of the test's own. */
const openClocked = () => {
  let nowMs = 0
  const turns = openFairTurns(() => nowMs)
  const order: string[] = []
  const ask = (workspaceId: string, ms: number, weight = 1) =>
    turns.take(workspaceId, weight, () => {
      nowMs += ms
      order.push(workspaceId)
    })
  return { turns, order, ask }
}
const count = (order: string[], workspaceId: string) => order.filter((one) => one === workspaceId).length

test('a workspace with a hundred groups keeps one with few from no turn', async () => {
  const { order, ask } = openClocked()
  const noisy = Array.from({ length: 100 }, () => ask('noisy', 5))
  await Promise.all(Array.from({ length: 10 }, () => ask('quiet', 5)))
  expect(count(order, 'noisy')).toBeLessThanOrEqual(11)
  await Promise.all(noisy)
})

test('time is shared, not turns: whoever takes long ones gets fewer of them', async () => {
  const { order, ask } = openClocked()
  const long = Array.from({ length: 40 }, () => ask('long', 20))
  await Promise.all(Array.from({ length: 40 }, () => ask('short', 5)))
  expect(count(order, 'long')).toBeGreaterThanOrEqual(9)
  expect(count(order, 'long')).toBeLessThanOrEqual(11)
  await Promise.all(long)
})

test('of two that are always busy each has time in proportion to its weight', async () => {
  const { order, ask } = openClocked()
  const light = Array.from({ length: 60 }, () => ask('light', 5, 1))
  await Promise.all(Array.from({ length: 60 }, () => ask('weighty', 5, 3)))
  expect(count(order, 'light')).toBeGreaterThanOrEqual(19)
  expect(count(order, 'light')).toBeLessThanOrEqual(21)
  await Promise.all(light)
})

test('who was away has saved nothing up, and nothing is owed by who was alone', async () => {
  const { order, ask } = openClocked()
  for (let i = 0; i < 50; i++) await ask('early', 10)
  order.length = 0
  const late = Array.from({ length: 20 }, () => ask('late', 10))
  const early = Array.from({ length: 20 }, () => ask('early', 10))
  await Promise.all([...late, ...early])
  const half = order.slice(0, 20)
  expect(Math.abs(count(half, 'early') - count(half, 'late'))).toBeLessThanOrEqual(2)
})

test('asking only when the last turn was answered wins no more turns than waiting in line', async () => {
  const { order, ask } = openClocked()
  const inLine = Array.from({ length: 30 }, () => ask('in line', 10))
  const oneByOne = async () => {
    for (let i = 0; i < 30; i++) await ask('one by one', 10)
  }
  await Promise.all([...inLine, oneByOne()])
  expect(Math.abs(count(order.slice(0, 30), 'in line') - 15)).toBeLessThanOrEqual(2)
})

test('a turn that fails fails alone', async () => {
  const { turns, ask } = openClocked()
  const failed = turns.take('a', 1, () => {
    throw new Error('no')
  })
  const after = ask('a', 1)
  await expect(failed).rejects.toThrow('no')
  await after
})
