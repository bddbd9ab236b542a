import { expect, test } from 'vitest'
import { searchSlots } from './search-slots.ts'

test('a search uses the cores that its job may use, as far as memory goes, and one at the least', () => {
  expect(searchSlots(1, { cores: 2, freeMb: 8_000 })).toBe(2)
  expect(searchSlots(2, { cores: 8, freeMb: 64_000 })).toBe(4)
  expect(searchSlots(1, { cores: 8, freeMb: 4_000 })).toBe(2)
  expect(searchSlots(4, { cores: 2, freeMb: 100 })).toBe(1)
})
