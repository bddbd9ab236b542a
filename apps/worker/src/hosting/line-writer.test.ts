import { expect, test } from 'vitest'
import { LineWriter } from './line-writer.ts'

/** Of few values, so that many are equal, in an order that repeats only after all of them. */
const probabilities = Float32Array.from({ length: 23 }, (_, k) => ((k * 7) % 5) / 10)

test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
  'the %i highest are the first of all in order, also where some are equal',
  (count) => {
    const writer = new LineWriter(Array.from(probabilities, (_, k) => `label ${k}`))
    const read = (topK: number | undefined) =>
      JSON.parse(writer.write(probabilities, topK, null)) as { label: string; scores: unknown[] }
    const few = read(count)
    expect(few.scores).toEqual(read(undefined).scores.slice(0, count))
    expect(few.label).toBe(read(undefined).label)
  },
)
