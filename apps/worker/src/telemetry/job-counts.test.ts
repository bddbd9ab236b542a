import { expect, test } from 'vitest'
import { openJobCounts } from './job-counts.ts'

test('adds up the jobs of the last hour by name, and forgets older ones', () => {
  let minutes = 100
  const counts = openJobCounts(() => minutes * 60_000)
  counts.count('model.train', 'done')
  minutes += 30
  counts.count('model.train', 'failed')
  counts.count('mail.send', 'done')
  expect(counts.lastHour()).toEqual([
    { name: 'model.train', done: 1, failed: 1 },
    { name: 'mail.send', done: 1, failed: 0 },
  ])
  minutes += 30
  expect(counts.lastHour()).toEqual([
    { name: 'model.train', done: 0, failed: 1 },
    { name: 'mail.send', done: 1, failed: 0 },
  ])
  minutes += 30
  expect(counts.lastHour()).toEqual([])
})
