import { describe, expect, it } from 'vitest'
import { attributionSegments } from './attribution.ts'

const text = 'Claim your free prize now'

describe('attributionSegments', () => {
  it('joins back to the text, whatever overlaps', () => {
    const segments = attributionSegments(text, [
      { feature: 'free prize', weight: 2, start: 11, end: 21 },
      { feature: 'prize', weight: 1, start: 16, end: 21 },
      { feature: 'Claim', weight: -1, start: 0, end: 5 },
      { feature: 'beyond', weight: 9, start: 90, end: 99 },
      { feature: 'cut', weight: 1, start: 22, end: 400 },
    ])
    expect(segments.map((segment) => segment.text).join('')).toBe(text)
  })

  it('adds up what covers the same characters, and scales the strongest to one', () => {
    const segments = attributionSegments(text, [
      { feature: 'free prize', weight: 2, start: 11, end: 21 },
      { feature: 'prize', weight: 2, start: 16, end: 21 },
      { feature: 'Claim', weight: -1, start: 0, end: 5 },
    ])
    expect(segments.map(({ text: part, weight }) => [part, weight])).toEqual([
      ['Claim', -0.25],
      [' your ', 0],
      ['free ', 0.5],
      ['prize', 1],
      [' now', 0],
    ])
  })

  it('leaves the text whole where no attribution has a place in it', () => {
    expect(attributionSegments(text, [{ feature: 'bias', weight: 3 }])).toEqual([
      { text, start: 0, weight: 0 },
    ])
    expect(attributionSegments('', [])).toEqual([])
  })
})
