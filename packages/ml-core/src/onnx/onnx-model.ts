import type { BundleFiles } from '../classifiers/classifier.ts'
import type { EngineModel, Model } from '../classifiers/model.ts'
import type { PortableModel, ShapedValues } from '../export/portable-model.ts'
import type { Attribution, Family } from '../schema/index.ts'
import { type OnnxSession, openSession } from './onnx-runtime.ts'
import { writePortable } from './write-portable.ts'

/** Rows of one run: enough to gain from, and soon over. */
const mostRows = 64

/** A model whose net ONNX Runtime computes. What it says of its answers comes from typed arrays, as before. */
export class OnnxModel<Input> implements EngineModel<Input> {
  readonly family: Family
  readonly classes: number
  readonly bytes: number
  private readonly model: Model<Input>
  private readonly translated: PortableModel<Input>
  private readonly session: OnnxSession

  private constructor(
    model: Model<Input>,
    portable: PortableModel<Input>,
    session: OnnxSession,
    bytes: number,
  ) {
    this.family = model.family
    this.classes = model.classes
    this.bytes = bytes
    this.model = model
    this.translated = portable
    this.session = session
  }

  /** The model in ONNX Runtime, or null where that is not to be had. */
  static async open<Input>(model: Model<Input>): Promise<OnnxModel<Input> | null> {
    const portable = model.portable?.()
    if (portable === undefined) return null
    const file = writePortable(portable, null, {})
    const session = await openSession(file)
    // The engine keeps the weights once more, packed for its kernels.
    return session && new OnnxModel(model, portable, session, model.bytes + 2 * file.byteLength)
  }

  async predictMany(inputs: readonly Input[], out: Float32Array): Promise<void> {
    const { classes } = this
    const encoded = inputs.map((input) => this.translated.encode(input))
    const order = encoded.map((_, row) => row).sort((a, b) => sizeOf(encoded[a]) - sizeOf(encoded[b]))
    for (let from = 0; from < order.length; from += mostRows) {
      const rows = order.slice(from, from + mostRows)
      const { probabilities } = await this.session.run(stacked(rows.map((row) => encoded[row])))
      rows.forEach((row, at) => {
        out.set(probabilities.subarray(at * classes, (at + 1) * classes), row * classes)
      })
    }
  }

  async explain(input: Input, label: number): Promise<Attribution[]> {
    return this.model.explain(input, label)
  }

  save(): BundleFiles {
    return this.model.save()
  }

  portable(): PortableModel<Input> {
    return this.translated
  }

  dispose(): void {
    // Nothing depends on when the engine lets go, and it cannot fail in a way that anyone could mend.
    this.session.dispose().catch(() => {})
  }
}

function sizeOf(inputs: Record<string, ShapedValues>): number {
  return Object.values(inputs).reduce((total, { values }) => total + values.length, 0)
}

/** Rows under each other, the shorter ones filled with noughts. */
function stacked(rows: readonly Record<string, ShapedValues>[]): Record<string, ShapedValues> {
  const names = Object.keys(rows[0])
  return Object.fromEntries(
    names.map((name) => {
      const own = rows.map((row) => row[name])
      const width = Math.max(...own.map(({ shape }) => shape[1]))
      const whole = emptyLike(own[0].values, rows.length * width)
      own.forEach(({ values }, row) => {
        values.forEach((value, at) => {
          whole[row * width + at] = Number(value)
        })
      })
      return [name, { values: whole, shape: [rows.length, width] }]
    }),
  )
}

function emptyLike(values: ShapedValues['values'], length: number) {
  if (values instanceof Float64Array) return new Float64Array(length)
  return values instanceof Float32Array ? new Float32Array(length) : new Int32Array(length)
}
