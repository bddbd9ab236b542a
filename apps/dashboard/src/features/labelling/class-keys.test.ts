import { describe, expect, it } from 'vitest'
import { commandOf, keyOfClass } from './class-keys.ts'

describe('the keys of the labelling page', () => {
  it('give each class a key of its own that no command has', () => {
    const keys = Array.from({ length: 40 }, (_key, place) => keyOfClass(place)).filter((key) => key !== null)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.map((key) => commandOf(key, 40))).toEqual(
      keys.map((_key, place) => ({ type: 'answer', place })),
    )
  })

  it('mean nothing beyond the classes that are there', () => {
    expect(commandOf('3', 2)).toBeNull()
    expect(commandOf('3', 3)).toEqual({ type: 'answer', place: 2 })
    expect(commandOf('S', 2)).toEqual({ type: 'skip' })
  })
})
