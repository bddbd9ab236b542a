import { expect, test } from 'vitest'
import { onScreen, placeNear, placesWithin, wholeView, zoomAt } from './plane.ts'

const places = { x: [0, 500, 1000], y: [0, 500, 1000] }
const whole = wholeView(848, 648)
const all = () => true

test('all of the plane lies in the middle, undistorted', () => {
  expect(onScreen(whole, 0, 0)).toEqual({ x: 124, y: 24 })
  expect(onScreen(whole, 1000, 1000)).toEqual({ x: 724, y: 624 })
})

test('what lies under the pointer stays there while it comes nearer', () => {
  const at = onScreen(whole, 300, 700)
  const near = zoomAt(whole, at, 4, whole)
  expect(near.scale).toBeCloseTo(whole.scale * 4)
  expect(onScreen(near, 300, 700).x).toBeCloseTo(at.x)
  expect(onScreen(near, 300, 700).y).toBeCloseTo(at.y)
  expect(zoomAt(whole, at, 1e9, whole).scale).toBeCloseTo(whole.scale * 60)
})

test('a pointer finds the nearest place that is shown and in reach', () => {
  const at = onScreen(whole, 505, 500)
  expect(placeNear(places, whole, at, 8, all)).toBe(1)
  expect(placeNear(places, whole, at, 8, (place) => place !== 1)).toBeNull()
  expect(placeNear(places, whole, { x: 0, y: 0 }, 8, all)).toBeNull()
})

test('a line catches what it goes around, and nothing that is hidden or outside', () => {
  const line = [
    onScreen(whole, -10, -10),
    onScreen(whole, 600, -10),
    onScreen(whole, 600, 600),
    onScreen(whole, -10, 600),
  ]
  expect(placesWithin(places, whole, line, all)).toEqual([0, 1])
  expect(placesWithin(places, whole, line, (place) => place !== 0)).toEqual([1])
  expect(placesWithin(places, whole, line.slice(0, 2), all)).toEqual([])
})
