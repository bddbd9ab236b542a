import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { rungs } from '../rungs.ts'
import type { Tensorflow } from '../tensorflow.ts'

let tf: Tensorflow

beforeAll(async () => {
  for (const rung of rungs()) if (rung.name === 'wasm') tf = await rung.load()
})

/** Made-up values between −1 and 1, moved by `shift`. */
function values(shape: number[], shift = 0): Tensor {
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor(
    Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + size) + shift),
    shape,
  )
}

/** Gradients of Σ f · cos(position) by every operand. */
function gradients(f: (...operands: Tensor[]) => Tensor, operands: Tensor[]): Float32Array[] {
  const weighted = (...x: Tensor[]) => {
    const y = f(...x)
    const weights = Float32Array.from({ length: y.size }, (_, i) => Math.cos(i * 1.7))
    return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)))
  }
  return tf.tidy(() =>
    tf
      .grads((...x) => weighted(...x).asScalar())(operands)
      .map((gradient) => Float32Array.from(gradient.dataSync())),
  )
}

async function on(backend: 'wasm' | 'cpu', run: () => Float32Array[]): Promise<Float32Array[]> {
  await tf.setBackend(backend)
  try {
    return run()
  } finally {
    await tf.setBackend('wasm')
  }
}

/** The same gradients on WebAssembly as in plain JavaScript, and no tensor left behind. */
async function expectAgreement(
  f: (...operands: Tensor[]) => Tensor,
  ...shapes: [shape: number[], shift?: number][]
): Promise<void> {
  const compute = () =>
    tf.tidy(() =>
      gradients(
        f,
        shapes.map(([shape, shift]) => values(shape, shift)),
      ),
    )
  const before = tf.memory().numTensors
  const actual = await on('wasm', compute)
  expect(tf.memory().numTensors).toBe(before)
  const expected = await on('cpu', compute)
  actual.forEach((gradient, operand) => {
    expect(gradient).toHaveLength(expected[operand].length)
    gradient.forEach((value, i) => {
      const known = expected[operand][i]
      expect(Math.abs(value - known)).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(known)))
    })
  })
}

describe('gradients on WebAssembly agree with plain JavaScript', () => {
  test.each([
    [1, 3, 1, 'same'],
    [3, 3, 2, 'same'],
    [3, 5, 1, 'valid'],
    [2, 1, 1, 'valid'],
    [2, 1, 2, 'same'],
    [2, 2, 2, 'valid'],
    [3, 3, 3, 'same'],
  ] as const)('convolution of %i images, filter %i, stride %i, %s', async (images, size, stride, pad) => {
    await expectAgreement(
      (x, filter) => tf.conv2d(x.as4D(images, 9, 8, 3), filter.as4D(size, size, 3, 4), stride, pad),
      [[images, 9, 8, 3]],
      [[size, size, 3, 4]],
    )
  })

  test('convolution padded unevenly, and by more than the filter reaches', async () => {
    const pad: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [3, 0],
      [1, 4],
      [0, 0],
    ]
    await expectAgreement(
      (x, filter) => tf.conv2d(x.as4D(2, 6, 5, 2), filter.as4D(3, 2, 2, 3), 1, pad),
      [[2, 6, 5, 2]],
      [[3, 2, 2, 3]],
    )
  })

  test.each([3, 4, 5])('convolution along a sequence, width %i', async (width) => {
    await expectAgreement(
      (x, filter) => tf.conv1d(x.as3D(2, 11, 6), filter.as3D(width, 6, 5), 1, 'valid'),
      [[2, 11, 6]],
      [[width, 6, 5]],
    )
  })

  test.each([
    [-2, 2, 2, 'valid'],
    [-2, 3, 1, 'same'],
    [0, 3, 2, 'same'],
    [2, 2, 2, 'same'],
  ] as const)(
    'max pooling of values around %i, window %i, stride %i, %s',
    async (shift, size, stride, pad) => {
      await expectAgreement((x) => tf.maxPool(x.as4D(3, 7, 6, 3), size, stride, pad), [[3, 7, 6, 3], shift])
    },
  )

  test('looking up rows, repeated and untouched ones too', async () => {
    const ids = [3, 0, 3, 3, 7, 1, 0, 9]
    await expectAgreement((table) => tf.gather(table, tf.tensor2d(ids, [2, 4], 'int32')), [[10, 3]])
  })

  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('matrix products with operands transposed: %s, %s', async (first, second) => {
    const a: [number[]] = [first ? [3, 5, 4] : [3, 4, 5]]
    const b: [number[]] = [second ? [3, 6, 5] : [3, 5, 6]]
    await expectAgreement((x, y) => tf.matMul(x, y, first, second), a, b)
    await expectAgreement((x, y) => tf.matMul(x.gather(0), y.gather(1), first, second), a, b)
  })

  test('a dense layer in one kernel', async () => {
    await expectAgreement(
      (a, b, bias) => tf.fused.matMul({ a, b, bias, transposeA: true, transposeB: true, activation: 'relu' }),
      [[5, 4]],
      [[6, 5]],
      [[6]],
    )
  })
})

test('a batch with more patches than are unfolded at a time has the sum of its images’ gradients', () => {
  const filter = values([5, 5, 4, 2])
  const images = tf.split(values([4, 64, 64, 4]), 4)
  const byFilter = (x: Tensor) =>
    gradients(
      (weights) => {
        const y = tf.conv2d(x.as4D(x.shape[0], 64, 64, 4), weights.as4D(5, 5, 4, 2), 1, 'same')
        return tf.sum(y.as4D(x.shape[0], 64, 64, 2), 0)
      },
      [filter],
    )[0]
  const together = byFilter(tf.concat(images))
  const apart = images.map(byFilter)
  together.forEach((value, i) => {
    const sum = apart.reduce((total, gradient) => total + gradient[i], 0)
    expect(Math.abs(value - sum)).toBeLessThan(1e-3 * (1 + Math.abs(sum)))
  })
})

test('the gradient of a convolution, pooling and look-up is what small changes show', () => {
  const ids = [1, 4, 2, 2, 0, 3, 5, 1]
  const f = (table: Tensor, filter: Tensor) => {
    const x = tf.gather(table, tf.tensor2d(ids, [1, 8], 'int32')).as4D(1, 1, 8, 4)
    return tf.maxPool(tf.conv2d(x, filter.as4D(1, 3, 4, 2), 1, 'valid'), [1, 6], 1, 'valid')
  }
  const operands = [values([6, 4], -0.5), values([1, 3, 4, 2])]
  const weighted = (x: Tensor[]) =>
    tf.tidy(() => {
      const y = Array.from(f(x[0], x[1]).dataSync())
      return y.reduce((sum, value, i) => sum + value * Math.cos(i * 1.7), 0)
    })
  gradients(f, operands).forEach((gradient, operand) => {
    const base = operands[operand].dataSync()
    gradient.forEach((slope, i) => {
      const nudged = (by: number) => {
        const moved = Float32Array.from(base)
        moved[i] += by
        const x = [...operands]
        x[operand] = tf.tensor(moved, operands[operand].shape)
        const value = weighted(x)
        x[operand].dispose()
        return value
      }
      expect((nudged(1e-3) - nudged(-1e-3)) / 2e-3).toBeCloseTo(slope, 2)
    })
  })
  tf.dispose(operands)
})

test('training a net costs no memory from step to step', () => {
  const x = values([4, 8, 8, 3])
  const filter = values([3, 3, 3, 4])
  const step = () =>
    gradients(
      (image, weights) =>
        tf.maxPool(tf.conv2d(image.as4D(4, 8, 8, 3), weights.as4D(3, 3, 3, 4), 2, 'same'), 2, 2, 'same'),
      [x, filter],
    )
  step()
  const before = tf.memory()
  for (let i = 0; i < 5; i++) step()
  expect(tf.memory().numTensors).toBe(before.numTensors)
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  tf.dispose([x, filter])
})

test('refuses a layout that it would read wrongly', () => {
  const run = () =>
    tf.tidy(() =>
      gradients(
        (x, filter) => tf.conv2d(x.as4D(1, 3, 5, 5), filter.as4D(2, 2, 3, 2), 1, 'valid', 'NCHW'),
        [values([1, 3, 5, 5]), values([2, 2, 3, 2])],
      ),
    )
  expect(run).toThrow()
})
