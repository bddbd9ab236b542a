import { expect, test } from 'vitest'
import { openQueueLimit } from './queue-limit.ts'
import { openShares } from './shares.ts'

const openClocked = () => {
  let nowMs = 0
  return {
    limit: openQueueLimit(() => nowMs),
    at: (ms: number) => {
      nowMs = ms
    },
  }
}

test('a burst is taken in whole; a queue that stands is cut to what can be answered soon', () => {
  const { limit, at } = openClocked()
  const whole = limit.most()
  at(100)
  limit.taken(0)
  expect(limit.most()).toBe(whole)
  // 200 items in 20 ms, and still every group's first call has waited for long.
  for (let ms = 320; ms <= 800; ms += 20) {
    at(ms)
    limit.served(200, 20)
    limit.taken(ms - 300)
  }
  expect(limit.most()).toBeGreaterThan(1_600)
  expect(limit.most()).toBeLessThan(2_400)
  at(820)
  limit.taken(815)
  expect(limit.most()).toBe(whole)
})

test('whoever waited for a model to wake is no sign of too much', () => {
  const { limit, at } = openClocked()
  const whole = limit.most()
  at(5_000)
  limit.forgive()
  limit.taken(10)
  at(5_200)
  limit.taken(4_850)
  expect(limit.most()).toBe(whole)
})

test('one workspace may have all the places, but keeps nobody from a share of them', () => {
  const shares = openShares(100)
  const leave = Array.from({ length: 100 }, () => shares.enter('noisy'))
  expect(() => shares.enter('noisy')).toThrow('at its limit')
  for (let i = 0; i < 50; i++) shares.enter('quiet')
  expect(() => shares.enter('quiet')).toThrow('at its limit')
  // The places that come free go to whoever has fewer.
  for (const one of leave.slice(0, 60)) one()
  for (let i = 0; i < 10; i++) shares.enter('noisy')
  expect(() => {
    for (let i = 0; i < 100; i++) shares.enter('third')
  }).toThrow('at its limit')
})

test('groups are small while several workspaces call', () => {
  const shares = openShares()
  const leave = shares.enter('a')
  const alone = shares.groupSize()
  const other = shares.enter('b')
  expect(shares.groupSize()).toBeLessThan(alone)
  other()
  expect(shares.groupSize()).toBe(alone)
  leave()
})
