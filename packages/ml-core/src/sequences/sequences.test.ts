import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { tickingClock } from '../fixtures/small-sets.ts'
import { selectBackend } from '../nets/select-backend.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import { initialWeights, shapeSize, type WeightShapes, type Weights } from '../nets/weights.ts'
import { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import { countCorpus } from '../text/corpus.ts'
import { emptySpans } from '../text/ngram-hasher.ts'
import type { SequenceArchitecture } from './architecture.ts'
import { batchesByLength, padRows } from './batches.ts'
import { gru } from './gru.ts'
import { gruLayer } from './gru-layer.ts'
import { padding, SequenceEncoder, type Sequences, tokenPlan, unknown } from './sequence-encoder.ts'
import { textCnn } from './text-cnn.ts'

let tf: Tensorflow

beforeAll(async () => {
  tf = (await selectBackend('recurrent', { only: 'wasm', now: tickingClock() })).tf
})

/** Made-up rows of the given lengths over 40 token numbers. */
function sequencesOf(lengths: number[]): Sequences {
  const random = new Random(5)
  const offsets = new Int32Array(lengths.length + 1)
  lengths.forEach((length, row) => {
    offsets[row + 1] = offsets[row] + length
  })
  const ids = Int32Array.from({ length: offsets[lengths.length] }, () => 1 + random.below(39))
  return { ids, offsets }
}

/** Weights large enough for every bias and gate to count. */
function lively(shapes: WeightShapes): Weights {
  const random = new Random(3)
  const weights = initialWeights(shapes, random)
  for (const values of Object.values(weights))
    for (let i = 0; i < values.length; i++) values[i] += (random.next() - 0.5) * 0.4
  return weights
}

function upload(weights: Weights, shapes: WeightShapes): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(weights[name].slice(), [...shape])]),
  )
}

describe.each([
  ['the text CNN', textCnn],
  ['the GRU', gru],
] as [string, SequenceArchitecture][])('%s', (_name, architecture) => {
  const shapes = architecture.shapes(40, 3)
  const weights = lively(shapes)

  test('gives hosted the scores that tensorflow.js gives, whatever its batch is padded to', () => {
    const sequences = sequencesOf([7, 1, 30, 3, 0, 12])
    for (const rows of [[0, 1, 2, 3, 4, 5], [1], [4], [3, 5]]) {
      const expected = tf.tidy(() =>
        architecture.logits(tf, upload(weights, shapes), sequences, Int32Array.from(rows), null).dataSync(),
      )
      const net = architecture.host(weights, 3)
      rows.forEach((row, at) => {
        const ids = sequences.ids.subarray(sequences.offsets[row], sequences.offsets[row + 1])
        net.forward(ids, ids.length).forEach((score, k) => {
          expect(Math.abs(score - expected[at * 3 + k])).toBeLessThan(1e-5)
        })
      })
    }
  })

  test('has, for every weight, the gradient that small changes show', () => {
    const sequences = sequencesOf([4, 2])
    const rows = Int32Array.of(0, 1)
    const score = (tensors: Record<string, Tensor>) => {
      const logits = architecture.logits(tf, tensors, sequences, rows, null)
      return tf.sum(tf.mul(logits, tf.tensor2d([1, -2, 0.5, 0.7, 1, -1], [2, 3])))
    }
    const names = Object.keys(shapes)
    const gradients = tf.tidy(() => {
      const all = Object.values(upload(weights, shapes))
      const named = (tensors: Tensor[]) => Object.fromEntries(names.map((name, n) => [name, tensors[n]]))
      return tf
        .grads((...tensors) => score(named(tensors)).asScalar())(all)
        .map((g) => Array.from(g.dataSync()))
    })
    names.forEach((name, n) => {
      const size = shapeSize(shapes[name])
      // The weight with the strongest gradient, and one anywhere.
      const strongest = gradients[n].reduce(
        (best, g, i, all) => (Math.abs(g) > Math.abs(all[best]) ? i : best),
        0,
      )
      for (const i of [strongest, Math.floor(size / 3)]) {
        const nudged = (by: number) => {
          const moved = { ...weights, [name]: weights[name].slice() }
          moved[name][i] += by
          return tf.tidy(() => score(upload(moved, shapes)).dataSync()[0])
        }
        const slope = (nudged(2e-3) - nudged(-2e-3)) / 4e-3
        expect(Math.abs(slope - gradients[n][i])).toBeLessThan(0.02 * (1 + Math.abs(slope)))
      }
    })
  })

  test('counts the memory of its weights', () => {
    const bytes = Object.values(weights).reduce((total, values) => total + values.byteLength, 0)
    expect(architecture.host(weights, 3).bytes).toBeGreaterThanOrEqual(bytes)
  })

  test('leaves a token that was taken away out of account', () => {
    const net = architecture.host(weights, 3)
    const without = Float32Array.from(net.forward(Int32Array.of(5, 9), 2))
    const after = net.forward(Int32Array.of(5, 9, padding), 3)
    after.forEach((score, k) => {
      expect(score).toBeCloseTo(without[k], 6)
    })
  })
})

test('the written-out gradient of the GRU is the one that tensorflow.js records', () => {
  const [steps, rows, units] = [5, 3, 4]
  const shapes: [number, number][] = [
    [steps * rows, 2 * units],
    [steps * rows, units],
    [units, 2 * units],
    [units, units],
  ]
  const random = new Random(8)
  const recorded = (gates: Tensor, candidates: Tensor, gateKernel: Tensor, candidateKernel: Tensor) => {
    const states: Tensor[] = []
    let state: Tensor = tf.zeros([rows, units])
    for (let t = 0; t < steps; t++) {
      const both = tf.sigmoid(
        tf.add(tf.slice(gates, [t * rows, 0], [rows, 2 * units]), tf.matMul(state, gateKernel)),
      )
      const [update, reset] = tf.split(both, 2, 1)
      const own = tf.slice(candidates, [t * rows, 0], [rows, units])
      const candidate = tf.tanh(tf.add(own, tf.mul(reset, tf.matMul(state, candidateKernel))))
      state = tf.add(tf.mul(tf.sub(1, update), candidate), tf.mul(update, state))
      states.push(state)
    }
    return tf.concat(states, 0)
  }
  tf.tidy(() => {
    const operands = shapes.map((shape) =>
      tf.tensor2d(
        Float32Array.from({ length: shape[0] * shape[1] }, () => random.next() * 2 - 1),
        shape,
      ),
    )
    const weighing = tf.tensor2d(
      Float32Array.from({ length: steps * rows * units }, (_, i) => Math.cos(i)),
      [steps * rows, units],
    )
    const by = (layer: typeof recorded) =>
      tf.grads((a, b, c, d) => tf.sum(tf.mul(layer(a, b, c, d), weighing)).asScalar())(operands)
    const expected = by(recorded)
    by((a, b, c, d) => gruLayer(tf, steps, a, b, c, d)).forEach((gradient, operand) => {
      const difference = tf.max(tf.abs(tf.sub(gradient, expected[operand]))).dataSync()[0]
      expect(difference).toBeLessThan(1e-5)
    })
  })
})

describe('reading texts', () => {
  const texts = ['The parcel is late', 'the parcel came', '快递 is 慢', '快递很慢 the']

  test('takes words and Chinese characters in their order, and knows what it has not learned', async () => {
    const corpus = await countCorpus(texts, tokenPlan, 2, new Pacer(tickingClock()), () => {})
    const encoder = SequenceEncoder.learn(corpus, 6)
    const spans = emptySpans()
    const text = 'THE 快递 parcels 慢 the the the'
    const length = encoder.encode(text, spans)
    expect(length).toBe(6)
    const read = Array.from({ length }, (_, t) => text.slice(spans.start[t], spans.end[t]))
    expect(read).toEqual(['THE', '快', '递', 'parcels', '慢', 'the'])
    expect(encoder.ids[3]).toBe(unknown)
    expect(encoder.ids[0]).toBe(encoder.ids[5])
    expect(new Set(encoder.ids).size).toBe(5)
    expect(encoder.ids.includes(padding)).toBe(false)
  })

  test('puts every row into one batch, with rows of like length', () => {
    const sequences = sequencesOf(Array.from({ length: 100 }, (_, row) => row % 20))
    const batches = batchesByLength(sequences, 8, new Random(1))
    expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual([...Array(100).keys()])
    const spread = batches
      .map((batch) => padRows(sequences, batch, 0, 0, 0, null))
      .map(({ lengths }) => {
        const sorted = [...lengths].sort((a, b) => a - b)
        return sorted[sorted.length - 1] - sorted[0]
      })
    expect(Math.max(...spread)).toBeLessThanOrEqual(3)
  })
})
