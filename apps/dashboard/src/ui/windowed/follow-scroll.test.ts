import { expect, test } from 'vitest'
import { canvasOf, followScroll, type ScrollPlace, scrollTopFor } from './follow-scroll.ts'

const sizesOf = (rows: number) => {
  const content = rows * 40
  return { content, canvas: canvasOf(content), view: 800 }
}
const start: ScrollPlace = { scrollTop: 0, offset: 0 }

test('a list that fits moves with its scroller', () => {
  const sizes = sizesOf(1000)
  expect(sizes.canvas).toBe(sizes.content)
  expect(followScroll(start, 17_000, sizes)).toEqual({ scrollTop: 17_000, offset: 17_000 })
})

test('a million rows move pixel by pixel under the wheel, and reach both ends', () => {
  const sizes = sizesOf(1_000_000)
  expect(sizes.canvas).toBeLessThan(sizes.content)
  let place = start
  for (let step = 0; step < 50; step++) place = followScroll(place, place.scrollTop + 120, sizes)
  expect(place).toEqual({ scrollTop: 6000, offset: 6000 })
  expect(followScroll(place, sizes.canvas - sizes.view, sizes).offset).toBe(sizes.content - sizes.view)
  expect(followScroll(place, 0, sizes).offset).toBe(0)
})

test('a dragged scroll bar leads to its share of the list, and from there back to the top without a leap', () => {
  const sizes = sizesOf(1_000_000)
  let place = followScroll(start, 10_000, sizes)
  expect(place.offset / sizes.content).toBeCloseTo(10_000 / sizes.canvas, 4)
  const steps: number[] = []
  while (place.scrollTop > 0) {
    const next = followScroll(place, Math.max(0, place.scrollTop - 100), sizes)
    steps.push(place.offset - next.offset)
    place = next
  }
  expect(place.offset).toBe(0)
  expect(Math.max(...steps)).toBeLessThan(sizes.view)
})

test('a place that is asked for is the one that is shown', () => {
  const sizes = sizesOf(1_000_000)
  const offset = 777_777 * 40
  const { offset: shown } = followScroll(start, scrollTopFor(offset, sizes), sizes)
  expect(Math.abs(shown - offset)).toBeLessThan(1)
})
