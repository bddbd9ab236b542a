import { expect, test } from 'vitest'
import { predictCalibrated } from '../calibration/calibrator.ts'
import { familyCases, fittedModel } from '../export/portable-fixtures.ts'
import type { ShapedValues } from '../export/portable-model.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { selectBackend } from '../nets/select-backend.ts'
import { tfjsInputs } from './tfjs-inputs.ts'
import { writeTfjs } from './write-portable.ts'

test.each(familyCases.filter(([family]) => family !== 'boosted-trees'))(
  'tensorflow.js loads %s on a %s of %i classes and gives its own probabilities',
  async (family, kind, classes) => {
    const { loaded, inputs, calibrator } = await fittedModel(family, kind, classes)
    const portable = loaded.portable?.()
    if (portable === undefined) throw new Error(`${family} cannot be exported.`)
    const { net } = portable
    if (net.kind === 'trees') throw new Error(`${family} cannot be exported to tensorflow.js.`)
    const expected = new Float32Array(inputs.length * classes)
    await predictCalibrated(loaded, calibrator, inputs, expected)
    const { tf } = await selectBackend('dense', { only: 'wasm', now: tickingClock() })
    // What JSON carries is all there is.
    const { json, weights } = writeTfjs(net, portable.link, calibrator, {})
    const { modelTopology, weightsManifest, signature, format } = JSON.parse(JSON.stringify(json))
    const weightSpecs = weightsManifest[0].weights
    const weightData = weights.slice().buffer
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({ modelTopology, weightSpecs, weightData, signature, format }),
    )
    const toTensor = ({ values, shape }: ShapedValues) =>
      tf.tensor(
        values instanceof Float32Array ? values : Int32Array.from(values, Number),
        [...shape],
        values instanceof Float32Array ? 'float32' : 'int32',
      )
    inputs.forEach((input, row) => {
      const found = tf.tidy(() => {
        const encoded = Object.entries(tfjsInputs(net, portable.encode(input)))
        const tensors = Object.fromEntries(encoded.map(([name, value]) => [name, toTensor(value)]))
        const answer = model.predict(tensors)
        if (!(answer instanceof tf.Tensor)) throw new Error('There is more than one output.')
        return answer.dataSync()
      })
      const own = expected.subarray(row * classes, (row + 1) * classes)
      own.forEach((p, k) => {
        expect(Math.abs(found[k] - p), `row ${row}, class ${k}`).toBeLessThan(1e-5)
      })
    })
    model.dispose()
  },
)
