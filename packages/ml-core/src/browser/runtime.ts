import { readRow, rowProblem } from '../bundle/table-input.ts'
import { calibrate, readCalibrator } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { Model } from '../classifiers/model.ts'
import type { CellValue, LabelScore, Prediction } from '../schema/index.ts'
import type { BrowserHeader } from './browser-header.ts'

/** A model in a page: it answers at once and asks no server. */
export interface BrowserModel {
  labels: string[]
  /** Throws a `TypeError` that says what is wrong with an input. */
  predict(input: unknown): Prediction
}

/** Brings back what answers at once. */
type Load<Input> = (files: BundleFiles) => Pick<Model<Input>, 'predictInto'>

/** Opens a model from what an export carries. */
export type OpenInBrowser = (header: BrowserHeader, files: Record<string, string>) => BrowserModel

export const openText =
  (load: Load<string>): OpenInBrowser =>
  (header, files) =>
    answering(load, files, header.labels, (input) => {
      if (typeof input !== 'string') throw new TypeError('The input must be a text.')
      return input
    })

export const openTable =
  (load: Load<readonly CellValue[]>): OpenInBrowser =>
  (header, files) => {
    const { columns } = header
    const names = new Set(columns.map((column) => column.name))
    return answering(load, files, header.labels, (input) => {
      const problem = rowProblem(input, columns, names)
      if (problem !== null) throw new TypeError(problem.message)
      const cells: CellValue[] = new Array(columns.length).fill(null)
      // `rowProblem` has found a value for every column.
      readRow(input as Record<string, CellValue>, columns, cells)
      return cells
    })
  }

export const openImage =
  (load: Load<Uint8Array>): OpenInBrowser =>
  (header, files) => {
    const { width, height, channels } = header.image ?? { width: 0, height: 0, channels: 1 }
    return answering(load, files, header.labels, (input) => {
      if (input instanceof Uint8Array && input.length === width * height * channels) return input
      throw new TypeError(`The input must be ${width} × ${height} pixels of ${channels} bytes.`)
    })
  }

export const openAudio =
  (load: Load<Int16Array>): OpenInBrowser =>
  (header, files) =>
    answering(load, files, header.labels, (input) => {
      if (input instanceof Int16Array) return input
      throw new TypeError(`The input must be an Int16Array of mono samples, ${header.audio?.rate} a second.`)
    })

function answering<Input>(
  load: Load<Input>,
  encoded: Record<string, string>,
  labels: string[],
  read: (input: unknown) => Input,
): BrowserModel {
  const files = decoded(encoded)
  const model = load(files)
  const calibrator = readCalibrator(files)
  const probabilities = new Float32Array(labels.length)
  return {
    labels,
    predict(input) {
      model.predictInto(read(input), probabilities, 0)
      if (calibrator !== null) calibrate(calibrator, probabilities, labels.length)
      const scores: LabelScore[] = labels.map((label, k) => ({ label, score: probabilities[k] }))
      scores.sort((a, b) => b.score - a.score)
      return { ...scores[0], scores }
    },
  }
}

function decoded(files: Record<string, string>): BundleFiles {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    ]),
  )
}
