import { type Calibrator, predictCalibrated, readCalibrator } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadModel } from '../classifiers/families.ts'
import type { EitherModel } from '../classifiers/model.ts'
import { cellAt, clipAt, type Examples, imageSize } from '../examples.ts'
import type { Pacer } from '../pacing.ts'
import type { Family } from '../schema/index.ts'

/** Rows between two looks at the clock, and of one run of an engine. */
const stretch = 64

/** Probabilities of every row, rows × classes, from what a family saved: the answers that it will be hosted with. */
export async function predictAll(
  family: Family,
  files: BundleFiles,
  examples: Examples,
  pacer: Pacer,
): Promise<Float32Array> {
  const calibrator = readCalibrator(files)
  if (examples.kind === 'text') {
    const { texts } = examples
    const model = await loadModel('text', family, files)
    return predictRows(model, calibrator, texts.length, (row) => texts[row], pacer)
  }
  const rows = examples.labels.length
  if (examples.kind === 'image') {
    const size = imageSize(examples)
    const pixelsAt = (row: number) => examples.pixels.subarray(row * size, (row + 1) * size)
    return predictRows(await loadModel('image', family, files), calibrator, rows, pixelsAt, pacer)
  }
  if (examples.kind === 'audio')
    return predictRows(
      await loadModel('audio', family, files),
      calibrator,
      rows,
      (row) => clipAt(examples, row),
      pacer,
    )
  const cellsAt = (row: number) => examples.columns.map((column) => cellAt(column, row))
  return predictRows(await loadModel('table', family, files), calibrator, rows, cellsAt, pacer)
}

async function predictRows<Input>(
  model: EitherModel<Input>,
  calibrator: Calibrator | null,
  rows: number,
  inputAt: (row: number) => Input,
  pacer: Pacer,
): Promise<Float32Array> {
  const { classes } = model
  const out = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row += stretch) {
    const end = Math.min(rows, row + stretch)
    const inputs: Input[] = []
    for (let r = row; r < end; r++) inputs.push(inputAt(r))
    await predictCalibrated(model, calibrator, inputs, out.subarray(row * classes, end * classes))
    if (pacer.due) await pacer.breathe()
  }
  if ('dispose' in model) model.dispose()
  return out
}
