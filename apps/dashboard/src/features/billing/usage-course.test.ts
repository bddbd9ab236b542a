import { expect, it } from 'vitest'
import { usageCourse } from './usage-course.ts'

const period = {
  periodStart: new Date('2026-11-01T00:00:00Z'),
  periodEnd: new Date('2026-12-01T00:00:00Z'),
  included: 1000,
}

it('adds days up to what is used now, and goes on to what is forecast for the end of the period', () => {
  const course = usageCourse(
    {
      ...period,
      used: 90,
      byDay: [
        { day: '2026-11-01', quantity: 30 },
        { day: '2026-11-05', quantity: 60 },
      ],
    },
    Date.parse('2026-11-11T00:00:00Z'),
    270,
  )
  expect(course.map(({ used }) => used)).toEqual([0, 30, 90, 90, null])
  expect(course.at(-1)).toMatchObject({ at: period.periodEnd.getTime(), expected: 270 })
})

it('expects nothing without a forecast, nor of a period that is over', () => {
  expect(usageCourse({ ...period, used: 0, byDay: [] }, period.periodStart.getTime(), null)).toHaveLength(2)
  expect(usageCourse({ ...period, used: 5, byDay: [] }, period.periodEnd.getTime(), 5)).toHaveLength(2)
})
