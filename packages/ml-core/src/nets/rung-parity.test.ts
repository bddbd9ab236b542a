import { existsSync } from 'node:fs'
import type { Scalar, Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { Random } from '../random.ts'
import { initialLayers } from './dense-net.ts'
import { DenseTrainer } from './dense-trainer.ts'
import { knownNets, trialLosses } from './prove-training.ts'
import { type Rung, rungs } from './rungs.ts'
import type { Tensorflow } from './tensorflow.ts'
import type { TrialNet } from './trial-nets.ts'

// Chromium's software driver, as Debian installs it: WebGPU in miniature where there is no GPU.
const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json'
if (existsSync(softwareDriver)) process.env['VK_ICD_FILENAMES'] ??= softwareDriver

const absence = async (rung: Rung): Promise<string | null> => {
  try {
    await rung.load()
    return null
  } catch (error) {
    return String(error)
  }
}
const ladder = rungs({ allowSoftwareAdapters: true })
const there = new Map<Rung, string | null>()
for (const rung of ladder) there.set(rung, await absence(rung))

const nets = Object.values(knownNets).flatMap((make) => make())

for (const [rung, missing] of there)
  describe.skipIf(missing !== null)(`${rung.name} (skipped where it does not load)`, () => {
    let tf: Tensorflow
    beforeAll(async () => {
      tf = await rung.load()
    })

    test.each(nets)(
      'trains $name with the known losses, to five decimals',
      async ({ net, losses }) => {
        const before = tf.memory().numTensors
        const measured = await trialLosses(tf, net, losses.length)
        measured.forEach((loss, step) => {
          expect(loss).toBeCloseTo(losses[step], 5)
        })
        expect(tf.memory().numTensors).toBe(before)
      },
      120_000,
    )

    test.each(nets)(
      'has the gradient of $name that small changes of the weights show',
      async ({ net }) => {
        const { slope, difference } = await alongARandomLine(tf, net)
        expect(difference).toBeCloseTo(slope, 2)
      },
      120_000,
    )

    test('trains the dense net whose gradient is written out alike', async () => {
      const losses = await writtenOutLosses(tf)
      const known = [1.2780637, 1.1362191, 1.0703335, 1.0321404, 1.0132387, 1.0003831]
      losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(known[step], 5)
      })
    }, 120_000)
  })

test.skipIf(there.get(ladder[1]) !== null)(
  'a driver that computes on the processor is known by its name and refused (skipped without WebGPU)',
  async () => {
    const adapter = ladder[1].adapter?.()
    if (process.env['VK_ICD_FILENAMES'] === softwareDriver) expect(adapter).toMatch(/swiftshader/i)
    if (!/swiftshader|llvmpipe/i.test(adapter ?? '')) return
    const webgpu = rungs()[1]
    expect(webgpu.name).toBe('webgpu')
    await expect(webgpu.load()).rejects.toThrow('computes on the processor')
  },
)

/**
 * The slope of the loss along a made-up direction by its gradient, and by two losses so close beside the weights that no
 * maximum changes its place.
 */
async function alongARandomLine(
  tf: Tensorflow,
  net: TrialNet,
): Promise<{ slope: number; difference: number }> {
  const random = new Random(11)
  const names = Object.keys(net.shapes)
  const direction = names.map((name) => Float32Array.from(net.weights[name], () => random.next() - 0.5))
  const lossAt = (weights: Tensor[]): Scalar =>
    net.loss(tf, Object.fromEntries(names.map((name, i) => [name, weights[i]])))
  const at = (by: number) =>
    names.map((name, i) =>
      tf.tensor(
        net.weights[name].map((value, j) => value + by * direction[i][j]),
        [...net.shapes[name]],
      ),
    )
  const step = 1e-4
  const [slope, above, below] = tf.tidy(() => {
    const gradients = tf.grads((...weights: Tensor[]) => lossAt(weights))(at(0))
    const parts = gradients.map((gradient, i) =>
      tf.sum(tf.mul(gradient, tf.tensor(direction[i], gradient.shape))),
    )
    return [tf.addN(parts), lossAt(at(step)), lossAt(at(-step))]
  })
  const values = await Promise.all([slope, above, below].map(async (scalar) => (await scalar.data())[0]))
  tf.dispose([slope, above, below])
  return { slope: values[0], difference: (values[1] - values[2]) / (2 * step) }
}

async function writtenOutLosses(tf: Tensorflow): Promise<number[]> {
  const trainer = new DenseTrainer(tf, DenseTrainer.start(initialLayers([6, 5, 3], new Random(1))), 0.05)
  const inputs = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i))
  const losses: number[] = []
  for (let step = 0; step < 6; step++) losses.push(await trainer.step(inputs, Int32Array.of(0, 1, 2, 0)))
  trainer.dispose()
  return losses
}
