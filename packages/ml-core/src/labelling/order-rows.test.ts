import { describe, expect, it } from 'vitest'
import { marginUncertainty, pickRows, sketchRow } from './order-rows.ts'

const orderRows = (...of: Parameters<typeof pickRows>): number[] => pickRows(...of).map(({ row }) => row)

describe('the order in which rows are worth labelling', () => {
  it('tells torn answers from sure ones', () => {
    expect(marginUncertainty(Float32Array.of(0.5, 0.5))).toBeCloseTo(1, 6)
    expect(marginUncertainty(Float32Array.of(1, 0, 0))).toBeCloseTo(0, 6)
    expect(marginUncertainty(Float32Array.of(0.2, 0.7, 0.1))).toBeCloseTo(0.5, 6)
  })

  it('asks about the least sure row first, and not about its twin next', () => {
    const texts = ['the same question', 'the same question', 'something else entirely', 'sure as can be']
    const order = orderRows(texts.map(sketchRow), [0.9, 0.89, 0.5, 0.1], 4)
    expect(order[0]).toBe(0)
    expect(order[1]).toBe(2)
    expect(order.indexOf(1)).toBe(3)
  })

  it('spreads over the data where no model says anything', () => {
    const texts = Array.from({ length: 60 }, (_, i) =>
      i < 50 ? `invoice question` : `topic number ${i} apart`,
    )
    const order = orderRows(texts.map(sketchRow), null, 11)
    expect(new Set(order.map((row) => (row < 50 ? 'invoice' : row))).size).toBe(11)
  })

  it('says how unlike what was picked before each row is', () => {
    const picked = pickRows(
      ['same words here', 'other things entirely', 'same words here'].map(sketchRow),
      null,
      3,
    )
    expect(picked.map(({ apart }) => apart)).toEqual([null, expect.closeTo(1, 1), expect.closeTo(0, 5)])
  })

  it('names every row once, however many are asked for', () => {
    const order = orderRows(['a', 'b', 'c'].map(sketchRow), [0.1, 0.2, 0.3], 10)
    expect(order.toSorted()).toEqual([0, 1, 2])
  })
})
