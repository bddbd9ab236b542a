import { beforeAll, describe, expect, test } from 'vitest'
import { tickingClock } from '../fixtures/small-sets.ts'
import { selectBackend } from '../nets/select-backend.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import { initialWeights, shapeSize, type WeightShapes, type Weights } from '../nets/weights.ts'
import { Random } from '../random.ts'
import type { SequenceArchitecture } from '../sequences/architecture.ts'
import { gru } from '../sequences/gru.ts'
import { textCnn } from '../sequences/text-cnn.ts'
import { OnnxGraph } from './onnx-graph.ts'
import {
  batchNormalisation,
  convolution,
  dense,
  depthwiseConvolution,
  globalPooling,
  pooling,
  relu6,
  transpose,
} from './onnx-layers.ts'
import { onnxRuntimeWorks, openSession } from './onnx-runtime.ts'

const works = await onnxRuntimeWorks()
let tf: Tensorflow

beforeAll(async () => {
  tf = (await selectBackend('dense', { only: 'wasm', now: tickingClock() })).tf
})

function values(shape: readonly number[], seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: shapeSize(shape) }, () => random.next() * 2 - 1)
}

/** What ONNX Runtime makes of one input through a graph. */
async function computed(
  write: (graph: OnnxGraph, x: string) => string,
  x: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const graph = new OnnxGraph('test')
  const y = write(
    graph,
    graph.input(
      'x',
      'float32',
      shape.map((length, axis) => (axis === 0 ? 'rows' : length)),
    ),
  )
  graph.output('y', y, 'float32', [])
  const session = await openSession(graph.encode())
  if (session === null) throw new Error('ONNX Runtime is not here.')
  const { y: found } = await session.run({ x: { values: x, shape } })
  await session.dispose()
  return found
}

function expectEqual(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i] - expected[i]), `value ${i}`).toBeLessThanOrEqual(1e-5)
}

const image: [number, number, number, number] = [2, 9, 7, 4]
const inputs = values(image, 1)
/** Writes layers that take channels first around what takes channels last. */
const channelsFirst = (layers: (graph: OnnxGraph, x: string) => string) => (graph: OnnxGraph, x: string) =>
  transpose(graph, layers(graph, transpose(graph, x, [0, 3, 1, 2])), [0, 2, 3, 1])

describe.skipIf(!works)('in ONNX Runtime (skipped where it is not installed), what was written', () => {
  test.each([
    ['same', 1],
    ['same', 2],
    ['valid', 1],
    ['valid', 2],
  ] as ['same' | 'valid', number][])(
    'convolves, also each channel by itself, as tensorflow.js does with padding %s and stride %i',
    async (padding, stride) => {
      const kernel = values([3, 3, 4, 5], 2)
      const bias = values([5], 3)
      const window = { strides: [stride, stride], padding }
      const found = await computed(
        channelsFirst((graph, x) => convolution(graph, x, { kernel, shape: [3, 3, 4, 5], bias }, window)),
        inputs,
        image,
      )
      const x = tf.tensor4d(inputs, image)
      const expected = tf.tidy(() =>
        tf.add(tf.conv2d(x, tf.tensor4d(kernel, [3, 3, 4, 5]), stride, padding), tf.tensor1d(bias)),
      )
      expectEqual(found, await expected.data())

      const perChannel = values([3, 3, 4, 2], 4)
      const foundDepthwise = await computed(
        channelsFirst((graph, x) =>
          depthwiseConvolution(graph, x, { kernel: perChannel, shape: [3, 3, 4, 2] }, window),
        ),
        inputs,
        image,
      )
      const expectedDepthwise = tf.depthwiseConv2d(x, tf.tensor4d(perChannel, [3, 3, 4, 2]), stride, padding)
      expectEqual(foundDepthwise, await expectedDepthwise.data())
      tf.dispose([x, expected, expectedDepthwise])
    },
  )

  test('pools, normalises, cuts off and multiplies as tensorflow.js does', async () => {
    const moments: [Float32Array, Float32Array, Float32Array, Float32Array] = [
      values([4], 5),
      values([4], 6),
      values([4], 7),
      values([4], 8).map(Math.abs),
    ]
    const kernel = values([4, 3], 9)
    const bias = values([3], 10)
    const window = { strides: [2, 2], padding: 'valid' as const }
    const found = await computed(
      (graph, x) => {
        const first = transpose(graph, x, [0, 3, 1, 2])
        const larger = pooling(graph, first, 'MaxPool', [2, 2], window)
        const mean = pooling(graph, larger, 'AveragePool', [2, 2], { strides: [1, 1], padding: 'same' })
        const normal = relu6(graph, batchNormalisation(graph, mean, moments, 1e-3))
        const pooled = graph.add('Add', [
          globalPooling(graph, normal, 'Max'),
          globalPooling(graph, normal, 'Average'),
        ])
        return graph.add('Softmax', [dense(graph, pooled, kernel, bias)], { axis: { int: 1 } })
      },
      inputs,
      image,
    )
    const expected = tf.tidy(() => {
      const [scale, shift, mean, variance] = moments.map((own) => tf.tensor1d(own))
      const larger = tf.maxPool(tf.tensor4d(inputs, image), 2, 2, 'valid')
      const averaged = tf.avgPool(larger, 2, 1, 'same')
      const normal = tf.clipByValue(tf.batchNorm(averaged, mean, variance, shift, scale, 1e-3), 0, 6)
      const pooled = tf.add(tf.max(normal, [1, 2]), tf.mean(normal, [1, 2]))
      return tf.softmax(tf.add(tf.matMul(pooled.as2D(2, 4), tf.tensor2d(kernel, [4, 3])), tf.tensor1d(bias)))
    })
    expectEqual(found, await expected.data())
    expected.dispose()
  })

  test('convolves over one axis as tensorflow.js does', async () => {
    const shape: [number, number, number] = [2, 11, 4]
    const x = values(shape, 11)
    const kernel = values([3, 4, 6], 12)
    const found = await computed(
      (graph, x) =>
        transpose(
          graph,
          convolution(
            graph,
            transpose(graph, x, [0, 2, 1]),
            { kernel, shape: [3, 4, 6] },
            { strides: [1], padding: 'same' },
          ),
          [0, 2, 1],
        ),
      x,
      shape,
    )
    const expected = tf.conv1d(tf.tensor3d(x, shape), tf.tensor3d(kernel, [3, 4, 6]), 1, 'same')
    expectEqual(found, await expected.data())
    expected.dispose()
  })

  test.each([
    ['the text CNN', textCnn],
    ['the GRU', gru],
  ] as [string, SequenceArchitecture][])(
    'gives the scores of %s on typed arrays, whatever a row is padded to',
    async (_name, architecture) => {
      const weights = lively(architecture.shapes(40, 3))
      const graph = new OnnxGraph('net')
      const scores = architecture.writeOnnx(graph, graph.input('ids', 'int32', ['rows', 'places']), weights)
      graph.output('scores', scores, 'float32', ['rows', 3])
      const session = await openSession(graph.encode())
      const net = architecture.host(weights, 3)
      const random = new Random(4)
      const lengths = [5, 0, 17, 1]
      const places = 17
      const ids = new Int32Array(lengths.length * places)
      lengths.forEach((length, row) => {
        for (let t = 0; t < length; t++) ids[row * places + t] = 1 + random.below(39)
      })
      const found = await session?.run({
        ids: { values: ids, shape: [lengths.length, places] },
      })
      lengths.forEach((length, row) => {
        const own = ids.subarray(row * places, row * places + length)
        expectEqual(found?.['scores'].subarray(row * 3, row * 3 + 3) ?? [], net.forward(own, length))
      })
      await session?.dispose()
    },
  )

  test('is refused where the bytes are no model', async () => {
    await expect(openSession(Uint8Array.of(1, 2, 3))).rejects.toThrow()
  })
})

test('a tensor whose values do not fill its shape is refused', () => {
  expect(() => new OnnxGraph('test').floats(new Float32Array(3), [2, 2])).toThrow(RangeError)
})

/** Weights large enough for every bias and gate to count. */
function lively(shapes: WeightShapes): Weights {
  const random = new Random(3)
  const weights = initialWeights(shapes, random)
  for (const own of Object.values(weights))
    for (let i = 0; i < own.length; i++) own[i] += (random.next() - 0.5) * 0.4
  return weights
}
