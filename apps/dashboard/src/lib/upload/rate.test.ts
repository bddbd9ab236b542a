import { expect, it } from 'vitest'
import { openRateMeter } from './rate.ts'

it('tells the pace of the last seconds and the time that is left at it', () => {
  let atMs = 0
  const meter = openRateMeter(10_000, () => atMs)
  expect(meter.read(0)).toEqual({ bytesPerSecond: 0, secondsLeft: null })
  atMs = 1_000
  expect(meter.read(1_000)).toEqual({ bytesPerSecond: 1_000, secondsLeft: 9 })
  atMs = 20_000
  meter.read(2_000)
  atMs = 21_000
  expect(meter.read(4_000).bytesPerSecond).toBe(2_000)
})

it('counts neither a pause nor bytes that have to be sent again', () => {
  let atMs = 0
  const meter = openRateMeter(10_000, () => atMs)
  meter.read(5_000)
  atMs = 1_000
  expect(meter.read(3_000).bytesPerSecond).toBe(0)
  meter.restart()
  atMs = 60_000
  meter.read(3_000)
  atMs = 61_000
  expect(meter.read(4_000)).toEqual({ bytesPerSecond: 1_000, secondsLeft: 6 })
})
