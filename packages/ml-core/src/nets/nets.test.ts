import { describe, expect, test } from 'vitest'
import { TrainingDiverged } from '../errors.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Random } from '../random.ts'
import type { BackendName } from '../schema/index.ts'
import { DenseNet, initialLayers } from './dense-net.ts'
import { fitDenseNet } from './fit-dense-net.ts'
import { type Rung, refusalOf, rungs } from './rungs.ts'
import { chooseRung, selectBackend } from './select-backend.ts'

const rungOf = (name: BackendName, ladder = rungs()) => ladder.filter((rung) => rung.name === name)[0]
const wasm = rungOf('wasm')
const plain = rungOf('cpu')
const now = tickingClock
const failing = (name: BackendName, reason: string): Rung => ({
  name,
  load: () => Promise.reject(new Error(reason)),
})

describe('the ladder', () => {
  test('takes a rung that loads and proves itself, and says why others were refused', async () => {
    const { choice } = await chooseRung([failing('tfjs-node', 'no such addon'), wasm, plain], 'dense', {
      now: now(),
    })
    expect(choice.name).toBe('wasm')
    expect(choice.refused).toEqual([{ name: 'tfjs-node', reason: 'no such addon' }])
    expect(choice.probes.map(({ name }) => name)).toEqual(['wasm'])
  })

  test('takes the fastest of the rungs that prove themselves, whatever their order', async () => {
    let time = 0
    const taking = (name: BackendName, stepMs: number): Rung => ({
      name,
      async load() {
        const tf = await plain.load()
        // Every step computes its loss by this once, the proof's as well.
        const logSoftmax: typeof tf.logSoftmax = (...given) => {
          time += stepMs
          return tf.logSoftmax(...given)
        }
        return { ...tf, logSoftmax }
      },
    })
    const ladder = [taking('tfjs-node-gpu', 9), taking('webgpu', 2), taking('wasm', 5)]
    const { choice, rung } = await chooseRung(ladder, 'dense', { now: () => time })
    expect(rung).toBe(ladder[1])
    expect(choice.name).toBe('webgpu')
    expect(choice.probes.map(({ stepMs }) => stepMs)).toEqual([9, 2, 5])
  })

  test('measures no further rung once the time for it is spent', async () => {
    let time = 0
    const slow: Rung = {
      name: 'webgpu',
      async load() {
        time += 6000
        return plain.load()
      },
    }
    const { choice } = await chooseRung([slow, wasm], 'dense', { now: () => time })
    expect(choice.name).toBe('webgpu')
    expect(choice.refused).toEqual([{ name: 'wasm', reason: 'There was no time left to measure it.' }])
  })

  test.each(['dense', 'convolution', 'recurrent'] as const)(
    'refuses a rung that computes wrongly for %s nets',
    async (work) => {
      const tf = await plain.load()
      const lying: Rung = {
        name: 'tfjs-node-gpu',
        load: async () => ({ ...tf, matMul: ((a, b) => tf.mul(tf.matMul(a, b), 1.01)) as typeof tf.matMul }),
      }
      const { choice } = await chooseRung([lying, plain], work, { now: now() })
      expect(choice.name).toBe('cpu')
      expect(choice.refused[0].reason).toContain('known training step')
    },
  )

  test('says why every rung was refused', async () => {
    const choosing = () => chooseRung([failing('wasm', 'no file')], 'dense', { now: now() })
    await expect(choosing()).rejects.toMatchObject({ code: 'backend_unavailable' })
    await expect(choosing()).rejects.toThrow('wasm: no file')
  })

  test('tells no folder of the machine where a package is missing or broken', () => {
    const missing = new Error("Cannot find package '@tensorflow/tfjs-node' imported from /srv/app/rungs.ts")
    expect(refusalOf(missing)).toBe('Not installed.')
    const broken = new Error('No addon at path: /srv/app/node_modules/lib/binding.node.\nRun npm rebuild.')
    expect(refusalOf(broken)).toBe('No addon at path: binding.node.')
  })

  test('takes exactly the rung that was asked for, without measuring', async () => {
    const { choice } = await selectBackend('dense', { only: 'cpu', now: now() })
    expect(choice).toMatchObject({ name: 'cpu', refused: [], probes: [{ name: 'cpu', stepMs: null }] })
    const again = await selectBackend('dense', { only: 'wasm', now: now() })
    expect(again.tf.getBackend()).toBe('wasm')
  })

  test('loads a native rung through its package, with the utilities that it misses', async () => {
    const tf = await plain.load()
    const asked: string[] = []
    const importPackage = async (name: string) => {
      asked.push(name)
      return { ...tf, setBackend: async (backend: string) => backend === 'tensorflow' }
    }
    await rungOf('tfjs-node-gpu', rungs({ importPackage })).load()
    expect(asked).toEqual(['@tensorflow/tfjs-node-gpu'])
    const util = await import('node:util')
    expect(util.default).toHaveProperty('isNullOrUndefined')
  })

  test('refuses tfjs-node-gpu where it would compute on the processor', async () => {
    const tf = await plain.load()
    const importPackage = async () => ({
      ...tf,
      setBackend: async () => true,
      backend: () => ({ isUsingGpuDevice: false }),
    })
    await expect(rungOf('tfjs-node-gpu', rungs({ importPackage })).load()).rejects.toThrow('No CUDA device')
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
    const gradient = net.gradient(Float32Array.of(0, 0, 1, 0))
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
