import { describe, expect, test } from 'vitest'
import { unpackArchive } from '../bundle/archive.ts'
import { fromBase64, toBase64 } from '../bundle/binary.ts'
import { makeBundle } from '../bundle/make-bundle.ts'
import { MlError } from '../errors.ts'
import { config } from '../fixtures/small-sets.ts'
import { onnxRuntimeWorks, openSession } from '../onnx/onnx-runtime.ts'
import { exportObstacle } from '../schema/export.ts'
import { type ExportFormat, type Family, familySchema, type TaskKind } from '../schema/index.ts'
import { exportModel } from './export-model.ts'
import { familyCases, fittedModel } from './portable-fixtures.ts'

const works = await onnxRuntimeWorks()

/** The build's own bundler of what runs in a page. */
const { bundleRuntime }: { bundleRuntime(family: string): Promise<string> } = await import(
  new URL('../../../../scripts/bundle-browser.mjs', import.meta.url).href
)

async function exported(family: Family, kind: TaskKind, format: ExportFormat) {
  const { files, labels, train } = await fittedModel(family, kind, 3)
  const { bundle } = await makeBundle({ family, labels, files, train, config: config(), backend: null })
  const order = { bundle, format, name: 'Support mail', browserRuntime: bundleRuntime }
  return unpackArchive(await exportModel({ ...order, modelCard: { intendedUse: 'mail' } }))
}

const read = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes))
const learned = familyCases.filter(([family, , classes]) => family !== 'majority' && classes === 3)

/** Files lie in an export as what they were decoded to. */
function asPageSends(kind: TaskKind, input: unknown): unknown {
  if (kind !== 'image' && kind !== 'audio') return input
  const bytes = fromBase64((input as { b64: string }).b64)
  return kind === 'image' ? bytes : new Int16Array(bytes.buffer)
}

const featurizerOf = (code: Uint8Array) =>
  import(/* @vite-ignore */ `data:text/javascript;base64,${toBase64(code)}`) as Promise<{
    open(files: Record<string, Uint8Array>): (input: unknown) => Record<string, Tensor>
  }>
type Tensor = { values: Float32Array | Float64Array | Int32Array; shape: number[] }
const asTensors = (made: Record<string, Tensor>): Example['tensors'] =>
  Object.fromEntries(
    Object.entries(made).map(([name, { values, shape }]) => [
      name,
      {
        type: values.constructor.name.replace('Array', '').replace('F', 'f').replace('I', 'i'),
        shape,
        values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      },
    ]),
  )

interface Example {
  input: unknown
  tensors: Record<string, { type: string; shape: number[]; values: (number | null)[] }>
  probabilities: number[]
}

describe.skipIf(!works)('an ONNX export (skipped where ONNX Runtime is not installed)', () => {
  test.each(learned)(
    'of %s on a %s gives its example answers, read as its README says',
    async (family, kind) => {
      const files = await exported(family, kind, 'onnx')
      const examples: Example[] = read(files['example.json'])
      const session = await openSession(files['model.onnx'])
      const code = files['featurizer.mjs']
      const encode = code && (await featurizerOf(code)).open(files)
      expect(Boolean(encode)).toBe(!['image-linear', 'audio-linear', 'audio-cnn'].includes(family))
      for (const { input, tensors, probabilities } of examples) {
        // The code makes to the bit what the model was given.
        if (encode) expect(asTensors(encode(asPageSends(kind, input)))).toEqual(tensors)
        const inputs = Object.entries(tensors).map(([name, { type, shape, values }]) => {
          const numbers = values.map((value) => value ?? Number.NaN)
          if (type === 'int32') return [name, { values: Int32Array.from(numbers), shape }]
          if (type === 'float64') return [name, { values: Float64Array.from(numbers), shape }]
          return [name, { values: Float32Array.from(numbers), shape }]
        })
        const found = await session?.run(Object.fromEntries(inputs))
        found?.['probabilities'].forEach((p, k) => {
          expect(Math.abs(p - probabilities[k])).toBeLessThan(1e-5)
        })
        expect(found?.['probabilities']).toHaveLength(3)
      }
      expect(Object.keys(files)).toEqual(
        expect.arrayContaining([
          'README.md',
          'LICENSE.txt',
          'labels.json',
          'featurizer.json',
          'model-card.json',
        ]),
      )
      await session?.dispose()
    },
  )
})

describe('a browser export', () => {
  test.each(learned)('of %s on a %s is one module that gives its example answers', async (family, kind) => {
    const files = await exported(family, kind, 'browser')
    const source = `data:text/javascript;base64,${toBase64(files['model.mjs'])}`
    const { predict, labels } = await import(/* @vite-ignore */ source)
    for (const { input, probabilities } of read(files['example.json']) as Example[]) {
      const sent = asPageSends(kind, input)
      const { scores } = predict(sent)
      for (const { label, score } of scores)
        expect(Math.abs(score - probabilities[labels.indexOf(label)])).toBeLessThan(1e-5)
    }
    expect(() => predict(7)).toThrow(TypeError)
  })

  test('can be made of every family that nothing speaks against', async () => {
    for (const family of familySchema.options.filter((one) => exportObstacle(one, 'browser') === null))
      expect(await bundleRuntime(family)).toContain('assay')
  })
})

test('an export to tensorflow.js carries model, weights and the featurizer', async () => {
  const files = await exported('mlp', 'table', 'tfjs')
  expect(read(files['model.json'])).toMatchObject({ format: 'graph-model' })
  expect(files['weights.bin'].byteLength).toBeGreaterThan(0)
  expect(read(files['featurizer.json'])).toMatchObject({ kind: 'encoded-columns' })
})

test('trees are refused for tensorflow.js, and named as the reason', async () => {
  const refused = exported('boosted-trees', 'table', 'tfjs')
  await expect(refused).rejects.toThrow(MlError)
  await expect(refused).rejects.toThrow('no operator for trees')
})

test('the same bundle gives the same bytes', async () => {
  const files = await exported('logistic', 'table', 'onnx')
  expect(await exported('logistic', 'table', 'onnx')).toEqual(files)
})
