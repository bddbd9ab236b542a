import { type Calibrator, calibratorFiles } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { familiesFor, loadModel, makeClassifier } from '../classifiers/families.ts'
import type { Model } from '../classifiers/model.ts'
import type { Examples } from '../examples.ts'
import {
  audioLabels,
  config,
  imageLabels,
  smallClips,
  smallImages,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { exportObstacle } from '../schema/export.ts'
import { type Family, type TaskKind, taskKindSchema } from '../schema/index.ts'
import { inputRows } from '../training/input-rows.ts'

/** Made-up data of every kind, of two classes and of three. */
function smallSet(kind: TaskKind, classes: number, rows: number, seed: number): Examples {
  if (kind === 'text') return smallTexts(rows, seed, classes)
  if (kind === 'image') return smallImages(rows, seed, classes)
  if (kind === 'audio') return smallClips(rows, seed, classes)
  const table = smallTable(rows, seed)
  if (classes === 2) return table
  return { ...table, labels: table.labels.map((label, row) => (row % 5 === 0 ? 2 : label)) }
}

const labelsOf = {
  text: textLabels,
  table: [...tableLabels, 'perhaps'],
  image: imageLabels,
  audio: audioLabels,
}

/** Every family that can be taken away with each kind of data that it reads, and how many classes. */
export const familyCases: [Family, TaskKind, number][] = taskKindSchema.options.flatMap((kind) =>
  familiesFor(kind)
    .filter((family) => exportObstacle(family, 'onnx') === null)
    .flatMap((family): [Family, TaskKind, number][] => [
      [family, kind, 2],
      [family, kind, 3],
    ]),
)

/** By the number of classes, so that every way of calibrating is met. */
const calibrators: Record<number, Calibrator> = {
  2: { method: 'isotonic', curves: [{ x: [0.1, 0.45, 0.9], y: [0.02, 0.3, 0.95] }] },
  3: {
    method: 'isotonic',
    curves: [
      { x: [0.1, 0.4, 0.9], y: [0.02, 0.3, 0.95] },
      { x: [0.5], y: [0.3] },
      { x: [0, 1], y: [0.1, 0.9] },
    ],
  },
  4: { method: 'temperature', inverseTemperature: 0.7 },
}

/** A small fitted model of the family and inputs that it has not seen, strange ones among them. */
export async function fittedModel(family: Family, kind: TaskKind, classes: number) {
  const train = smallSet(kind, classes, 120, 1)
  const classifier = makeClassifier(family, config({ epochs: 2 }))
  const labels = labelsOf[kind].slice(0, classes)
  await classifier.fit(train, { labels, validation: smallSet(kind, classes, 40, 2), now: tickingClock() })
  const calibrator = calibrators[family === 'gru' || family === 'mlp' ? 4 : classes]
  const files: BundleFiles = { ...classifier.save(), ...calibratorFiles(calibrator) }
  const loaded = await loadModel(kind, family, files)
  const inputs = inputRows(smallSet(kind, classes, 20, 3))
  if (kind === 'text') inputs.push('', '?', 'parcel '.repeat(300), '数据 refund')
  if (kind === 'table') inputs.push([null, null, null, null], [-1e9, 'never seen', false, 0])
  return { files, calibrator, labels, train, loaded: loaded as Model<unknown>, inputs }
}
