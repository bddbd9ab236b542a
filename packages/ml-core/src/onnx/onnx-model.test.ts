import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/make-bundle.ts'
import { openBundle } from '../bundle/open-bundle.ts'
import { hostModel, loadModel } from '../classifiers/families.ts'
import { predictInputs } from '../classifiers/model.ts'
import { fittedModel } from '../export/portable-fixtures.ts'
import { config } from '../fixtures/small-sets.ts'
import { OnnxModel } from './onnx-model.ts'
import { onnxRuntimeWorks } from './onnx-runtime.ts'

const works = await onnxRuntimeWorks()
const texts = Array.from({ length: 150 }, (_, row) => 'please refund my parcel today '.repeat(row % 9).trim())

describe.each(['text-cnn', 'gru'] as const)('a hosted %s', (family) => {
  test.skipIf(!works)(
    'answers batches in ONNX Runtime as typed arrays do (skipped where it is not installed)',
    async () => {
      const { files } = await fittedModel(family, 'text', 3)
      const hosted = await hostModel('text', family, files)
      expect(hosted).toBeInstanceOf(OnnxModel)
      const found = new Float32Array(texts.length * 3)
      const expected = new Float32Array(texts.length * 3)
      await predictInputs(hosted, texts, found)
      await predictInputs(await loadModel('text', family, files), texts, expected)
      expected.forEach((p, at) => {
        expect(Math.abs(found[at] - p)).toBeLessThan(1e-5)
      })
      expect(hosted.save()).toEqual(withoutCalibration(files))
      if ('dispose' in hosted) hosted.dispose()
    },
  )

  test('opens from its bundle, golden outputs and all, with ONNX Runtime or without', async () => {
    const { files, labels, train } = await fittedModel(family, 'text', 3)
    const { bundle } = await makeBundle({ family, labels, files, train, config: config(), backend: 'wasm' })
    const model = await openBundle(bundle)
    const probabilities = await model.predict(['where is my parcel', ''])
    expect(probabilities.slice(0, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 5)
    expect((await model.explain('where is my parcel')).length).toBeGreaterThan(0)
    model.dispose()
  })
})

function withoutCalibration(files: Record<string, Uint8Array>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'calibration.json'))
}
