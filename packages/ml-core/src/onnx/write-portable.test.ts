import { describe, expect, test } from 'vitest'
import { predictCalibrated } from '../calibration/calibrator.ts'
import { loadModel, makeClassifier } from '../classifiers/families.ts'
import { type Model, predictInputs } from '../classifiers/model.ts'
import { familyCases, fittedModel } from '../export/portable-fixtures.ts'
import { config, smallTableSets, smallTextSets, textLabels, tickingClock } from '../fixtures/small-sets.ts'
import { inputRows } from '../training/input-rows.ts'
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
      const session = await openSession(writePortable(portable, calibrator, { labels: 'two' }))
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

  test.each([
    ['sparse-linear', 'text'],
    ['logistic', 'table'],
    ['boosted-trees', 'table'],
  ] as const)('%s on a %s with any number of labels gives each its own probability', async (family, kind) => {
    const train = { text: smallTextSets, table: smallTableSets }[kind](200, 1)
    const classifier = makeClassifier(family, config())
    await classifier.fit(train, { labels: textLabels, now: tickingClock() })
    const loaded = (await loadModel(kind, family, classifier.save())) as Model<unknown>
    const inputs = inputRows(train, 20)
    const expected = new Float32Array(inputs.length * 3)
    await predictInputs(loaded, inputs, expected)
    const portable = loaded.portable?.()
    if (portable === undefined) throw new Error(`${family} cannot be exported.`)
    const session = await openSession(writePortable(portable, null, {}))
    for (let row = 0; row < inputs.length; row++) {
      const found = await session?.run(portable.encode(inputs[row]))
      for (let k = 0; k < 3; k++)
        expect(Math.abs((found?.['probabilities'][k] ?? 2) - expected[row * 3 + k])).toBeLessThan(1e-5)
    }
    await session?.dispose()
  })
})
