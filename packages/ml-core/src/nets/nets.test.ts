import { describe, expect, test } from 'vitest'
import { TrainingDiverged } from '../errors.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Random } from '../random.ts'
import { DenseNet, initialLayers } from './dense-net.ts'
import { DenseTrainer } from './dense-trainer.ts'
import { fitDenseNet } from './fit-dense-net.ts'
import { proveTraining } from './prove-training.ts'
import { type Rung, rungs } from './rungs.ts'
import { climb, selectBackend } from './select-backend.ts'

const [gpu, native, wasm, plain] = rungs()
/** The outcome of a rung that may not be there; null where it loads. */
const absence = async (rung: Rung) => {
  try {
    await rung.load()
    return null
  } catch (error) {
    return error
  }
}
const missing = { gpu: await absence(gpu), native: await absence(native) }

describe('the ladder', () => {
  test('takes the first rung that loads and proves itself', async () => {
    const broken: Rung = { name: 'tfjs-node', load: () => Promise.reject(new Error('no such addon')) }
    const { name, refused } = await climb([broken, wasm, plain])
    expect(name).toBe('wasm')
    expect(refused).toEqual([{ name: 'tfjs-node', reason: 'no such addon' }])
  })

  test('refuses a rung that computes wrongly', async () => {
    const tf = await plain.load()
    const lying: Rung = {
      name: 'tfjs-node-gpu',
      load: async () => ({ ...tf, relu: ((x: Parameters<typeof tf.neg>[0]) => tf.neg(x)) as typeof tf.relu }),
    }
    const { name, refused } = await climb([lying, plain])
    expect(name).toBe('cpu')
    expect(refused[0].reason).toContain('known training step')
  })

  test('says why every rung was refused', async () => {
    const broken: Rung = { name: 'wasm', load: () => Promise.reject(new Error('no file')) }
    await expect(climb([broken])).rejects.toMatchObject({ code: 'backend_unavailable' })
    await expect(climb([broken])).rejects.toThrow('wasm: no file')
  })

  test('loads a native rung through its package, with the utilities that it misses', async () => {
    const tf = await plain.load()
    const asked: string[] = []
    const ladder = rungs(async (name) => {
      asked.push(name)
      return { ...tf, setBackend: async (backend: string) => backend === 'tensorflow' }
    })
    const { name } = await climb(ladder)
    expect(name).toBe('tfjs-node-gpu')
    expect(asked).toEqual(['@tensorflow/tfjs-node-gpu'])
    const util = await import('node:util')
    expect(util.default).toHaveProperty('isNullOrUndefined')
  })

  test.skipIf(missing.gpu)('trains on tfjs-node-gpu (skipped where it is not installed)', async () => {
    proveTraining(await gpu.load())
  })

  test.skipIf(missing.native)('trains on tfjs-node (skipped where it is not installed)', async () => {
    proveTraining(await native.load())
  })

  test('trains alike on WebAssembly and in plain JavaScript', async () => {
    const losses: number[][] = []
    for (const rung of [wasm, plain]) {
      const tf = await rung.load()
      const trainer = new DenseTrainer(tf, DenseTrainer.start(initialLayers([6, 5, 3], new Random(1))), 0.05)
      const inputs = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i))
      losses.push(Array.from({ length: 6 }, () => trainer.step(inputs, Int32Array.of(0, 1, 2, 0))))
      trainer.dispose()
    }
    losses[0].forEach((loss, step) => {
      expect(loss).toBeCloseTo(losses[1][step], 5)
    })
    expect(losses[0][5]).toBeLessThan(losses[0][0])
  })
})

describe('hosting on typed arrays', () => {
  const layers = initialLayers([7, 6, 4], new Random(3))
  const input = Float32Array.of(0.5, 0, -1, 2, 0, 0.25, -0.75)
  const every = Int32Array.of(0, 1, 2, 3, 4, 5, 6)

  test('gives the scores that tensorflow.js gives', async () => {
    const { tf } = await selectBackend('dense', { only: 'wasm', now: tickingClock() })
    const expected = tf.tidy(() => {
      const x = tf.tensor2d(input, [1, 7])
      const hidden = tf.relu(tf.add(tf.matMul(x, tf.tensor2d(layers[0].kernel, [7, 6])), layers[0].bias))
      return tf.add(tf.matMul(hidden, tf.tensor2d(layers[1].kernel, [6, 4])), layers[1].bias).dataSync()
    })
    new DenseNet(layers).forward(every, input, 7).forEach((score, k) => {
      expect(Math.abs(score - expected[k])).toBeLessThan(1e-6)
    })
  })

  test('has the gradient that small changes of the input show', () => {
    const net = new DenseNet(layers)
    net.forward(every, input, 7)
    const gradient = net.gradient(2)
    for (let i = 0; i < 7; i++) {
      const shifted = (by: number) => {
        const nudged = input.slice()
        nudged[i] += by
        return net.forward(every, nudged, 7)[2]
      }
      expect((shifted(0.01) - shifted(-0.01)) / 0.02).toBeCloseTo(gradient[i], 3)
    }
  })
})

test('a net whose loss is no longer a number says so', async () => {
  const inputs = {
    rows: 2,
    columns: 1,
    offsets: Int32Array.of(0, 1, 2),
    indices: Int32Array.of(0, 0),
    values: Float32Array.of(Number.NaN, 1),
  }
  // The plain backend keeps NaN as NaN; WebAssembly's relu makes it zero.
  const parameters = { seed: 1, epochs: 3, batchSize: 2, learningRate: 1, backend: 'cpu' as const }
  const fitting = fitDenseNet({ inputs, labels: Int32Array.of(0, 1) }, null, [4], 2, parameters, {
    labels: ['a', 'b'],
    now: tickingClock(),
  })
  await expect(fitting).rejects.toThrow(TrainingDiverged)
})
