import { type Calibrator, predictCalibrated, readCalibrator } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadModel } from '../classifiers/families.ts'
import type { Awaitable, EitherModel, ModelOfKind } from '../classifiers/model.ts'
import { ArtifactCorrupt, type InputProblem, InputRefused } from '../errors.ts'
import { imageSize } from '../examples.ts'
import type { Attribution, CellValue, Family, Manifest, PredictionInput, TaskKind } from '../schema/index.ts'
import { readRow, rowProblem } from './table-input.ts'

/** A model behind the inputs that callers send. */
export interface Answerer {
  readonly classes: number
  readonly bytes: number
  check(input: unknown): InputProblem | null
  /** Writes inputs × classes probabilities. Throws `InputRefused` for an input that `check` refuses. */
  answer(inputs: readonly PredictionInput[], out: Float32Array): Awaitable<void>
  explain(input: PredictionInput, label: number): Awaitable<Attribution[]>
  dispose(): void
}

/** `loadModel`, or `hostModel` for where answers are wanted fast. */
type LoadModel = <Kind extends TaskKind>(
  kind: Kind,
  family: Family,
  files: BundleFiles,
) => Awaitable<ModelOfKind[Kind]>

/** Throws `ArtifactCorrupt` where the files do not make the model that the manifest names. */
export async function makeAnswerer(
  manifest: Pick<Manifest, 'kind' | 'family' | 'columns' | 'image' | 'audio'>,
  files: BundleFiles,
  load: LoadModel = loadModel,
): Promise<Answerer> {
  const calibrator = readCalibrator(files)
  switch (manifest.kind) {
    case 'text':
      return textAnswerer(await load('text', manifest.family, files), calibrator)
    case 'table':
      return tableAnswerer(await load('table', manifest.family, files), calibrator, manifest.columns)
    case 'image':
      return imageAnswerer(await load('image', manifest.family, files), calibrator, manifest.image)
    case 'audio':
      return audioAnswerer(await load('audio', manifest.family, files), calibrator, manifest.audio)
  }
}

interface Reader<Input> {
  problem(input: unknown): InputProblem | null
  /** Called only with what `problem` found nothing wrong with. */
  read(input: PredictionInput): Input
}

function answererOf<Input>(
  model: EitherModel<Input>,
  calibrator: Calibrator | null,
  { problem, read }: Reader<Input>,
  ownBytes = 0,
): Answerer {
  const checked = (input: PredictionInput): Input => {
    const found = problem(input)
    if (found !== null) throw new InputRefused(found)
    return read(input)
  }
  return {
    classes: model.classes,
    bytes: model.bytes + ownBytes,
    check: problem,
    answer: (inputs, out) => predictCalibrated(model, calibrator, inputs.map(checked), out),
    explain: (input, label) => model.explain(checked(input), label),
    dispose() {
      if ('dispose' in model) model.dispose()
    },
  }
}

function textAnswerer(model: ModelOfKind['text'], calibrator: Calibrator | null): Answerer {
  const problem: InputProblem = { code: 'input_type', message: 'The input must be a text.', param: null }
  return answererOf<string>(model, calibrator, {
    problem: (input) => (typeof input === 'string' ? null : problem),
    read: String,
  })
}

function tableAnswerer(
  model: ModelOfKind['table'],
  calibrator: Calibrator | null,
  columns: Manifest['columns'],
): Answerer {
  const names = new Set(columns.map((column) => column.name))
  const reader: Reader<readonly CellValue[]> = {
    problem: (input) => rowProblem(input, columns, names),
    read(input) {
      const cells: CellValue[] = new Array(columns.length).fill(null)
      readRow(input, columns, cells)
      return cells
    },
  }
  return answererOf(model, calibrator, reader, columns.length * 200)
}

function imageAnswerer(
  model: ModelOfKind['image'],
  calibrator: Calibrator | null,
  image: Manifest['image'],
): Answerer {
  if (image === undefined) throw new ArtifactCorrupt('The manifest does not name the size of the images.')
  const size = imageSize(image)
  const problem: InputProblem = {
    code: 'input_type',
    message: `The input must be ${image.width} × ${image.height} pixels of ${image.channels} bytes.`,
    param: null,
  }
  return answererOf<Uint8Array>(model, calibrator, {
    problem: (input) => (input instanceof Uint8Array && input.length === size ? null : problem),
    // `problem` has seen that these are bytes.
    read: (input) => input as Uint8Array,
  })
}

function audioAnswerer(
  model: ModelOfKind['audio'],
  calibrator: Calibrator | null,
  audio: Manifest['audio'],
): Answerer {
  if (audio === undefined) throw new ArtifactCorrupt('The manifest does not name the rate of the sounds.')
  const problem: InputProblem = {
    code: 'input_type',
    message: `The input must be samples of 16 bits, ${audio.rate} a second.`,
    param: null,
  }
  return answererOf<Int16Array>(model, calibrator, {
    problem: (input) => (input instanceof Int16Array ? null : problem),
    // `problem` has seen that these are samples.
    read: (input) => input as Int16Array,
  })
}
