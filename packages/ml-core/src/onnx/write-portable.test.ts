import { describe, expect, test } from 'vitest'
import { predictCalibrated } from '../calibration/calibrator.ts'
import { familyCases, fittedModel } from '../export/portable-fixtures.ts'
import { onnxRuntimeWorks, openSession } from './onnx-runtime.ts'
import { writePortable } from './write-portable.ts'

const works = await onnxRuntimeWorks()

describe.skipIf(!works)('in ONNX Runtime (skipped where it is not installed)', () => {
  test.each(familyCases)(
    '%s on a %s of %i classes gives its own probabilities',
    async (family, kind, classes) => {
      const { loaded, inputs, calibrator } = await fittedModel(family, kind, classes)
      const portable = loaded.portable?.()
      if (portable === undefined) throw new Error(`${family} cannot be exported.`)
      const expected = new Float32Array(inputs.length * classes)
      await predictCalibrated(loaded, calibrator, inputs, expected)
      const session = await openSession(writePortable(portable.net, calibrator, { labels: 'two' }))
      for (let row = 0; row < inputs.length; row++) {
        const found = await session?.run(portable.encode(inputs[row]))
        const own = expected.subarray(row * classes, (row + 1) * classes)
        expect(found?.['probabilities']).toHaveLength(classes)
        own.forEach((p, k) => {
          expect(Math.abs((found?.['probabilities'][k] ?? 2) - p), `row ${row}, class ${k}`).toBeLessThan(
            1e-5,
          )
        })
      }
      await session?.dispose()
    },
  )
})
