import { readRow, rowProblem } from '../bundle/table-input.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { featureRow, type ShapedValues, sparseRow } from '../export/portable-model.ts'
import type { CnnHeader } from '../images/cnn/cnn-header.ts'
import { pictureInputs } from '../images/cnn/portable-cnn.ts'
import type { CellValue, Manifest } from '../schema/index.ts'
import { SequenceEncoder } from '../sequences/sequence-encoder.ts'
import type { ColumnSpec } from '../table/column-spec.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import type { NgramPlan } from '../text/ngram-hasher.ts'
import { TermFrequencies } from '../text/term-frequencies.ts'
import { TfidfVectoriser } from '../text/tfidf-vectoriser.ts'
import { Binner } from '../trees/binner.ts'
import type { FeatureSpec } from '../trees/feature-spec.ts'

/** `featurizer.json` of an export, as far as this code makes inputs. */
export type CodedFeaturizer =
  | { kind: 'hashed-ngrams-tfidf'; plan: NgramPlan; keys: string; weights: string }
  | { kind: 'hashed-term-counts'; plan: NgramPlan; keys: string }
  | { kind: 'hashed-tokens'; longest: number; keys: string; padding: number }
  | { kind: 'encoded-columns'; columns: readonly ColumnSpec[] }
  | { kind: 'tree-features'; features: readonly FeatureSpec[] }
  | ({ kind: 'scaled-pixels' } & Pick<CnnHeader, 'width' | 'height' | 'channels' | 'mean' | 'scale'>)

/** What an export tells of the model beside its files. */
export interface FeaturizerHeader extends Pick<Manifest, 'columns'> {
  featurizer: CodedFeaturizer
}

/** The net's inputs for one input. Throws a `TypeError` that says what is wrong with it. */
export type Encode = (input: unknown) => Record<string, ShapedValues>

export function open({ featurizer, columns }: FeaturizerHeader, files: BundleFiles): Encode {
  switch (featurizer.kind) {
    case 'hashed-ngrams-tfidf': {
      const weights = new Float32Array(fileBuffer(files, featurizer.weights))
      const vectoriser = new TfidfVectoriser(featurizer.plan, keysOf(featurizer, files), weights)
      return ofText((text) => {
        const { indices, values, length } = vectoriser.transform(text)
        return sparseRow(indices, values, length)
      })
    }
    case 'hashed-term-counts': {
      const terms = new TermFrequencies(featurizer.plan, keysOf(featurizer, files))
      return ofText((text) => {
        const { indices, values, length } = terms.transform(text)
        return sparseRow(indices, values, length)
      })
    }
    case 'hashed-tokens': {
      const encoder = new SequenceEncoder(keysOf(featurizer, files), featurizer.longest)
      return ofText((text) => {
        const length = encoder.encode(text)
        const ids = new Int32Array(Math.max(1, length)).fill(featurizer.padding)
        ids.set(encoder.ids.subarray(0, length))
        return { ids: { values: ids, shape: [1, ids.length] } }
      })
    }
    case 'encoded-columns': {
      const encoder = new TableEncoder(featurizer.columns)
      const row = new Float32Array(encoder.width)
      return ofRow(columns, (cells) => {
        encoder.encodeInto(cells, row)
        return featureRow(row)
      })
    }
    case 'tree-features': {
      // The trees hold the cuts; here values go in as they are.
      const binner = new Binner(
        featurizer.features.map((one) => (one.type === 'number' ? { ...one, cuts: [] } : one)),
      )
      return ofRow(columns, (cells) => featureRow(binner.valuesOf(cells)))
    }
    case 'scaled-pixels': {
      const { width, height, channels } = featurizer
      return (input) => {
        if (input instanceof Uint8Array && input.length === width * height * channels)
          return pictureInputs(input, featurizer)
        throw new TypeError(`The input must be ${width} × ${height} pixels of ${channels} bytes.`)
      }
    }
  }
}

const ofText =
  (encode: (text: string) => Record<string, ShapedValues>): Encode =>
  (input) => {
    if (typeof input !== 'string') throw new TypeError('The input must be a text.')
    return encode(input)
  }

function ofRow(
  columns: Manifest['columns'],
  encode: (cells: readonly CellValue[]) => Record<string, ShapedValues>,
): Encode {
  const names = new Set(columns.map(({ name }) => name))
  return (input) => {
    const problem = rowProblem(input, columns, names)
    if (problem !== null) throw new TypeError(problem.message)
    const cells: CellValue[] = new Array(columns.length).fill(null)
    // `rowProblem` has found a value for every column.
    readRow(input as Record<string, CellValue>, columns, cells)
    return encode(cells)
  }
}

function keysOf({ keys }: { keys: string }, files: BundleFiles): Int32Array {
  return new Int32Array(fileBuffer(files, keys))
}

/** Copied: what was read of an archive may begin anywhere in memory. */
function fileBuffer(files: BundleFiles, name: string): ArrayBuffer {
  const bytes = files[name]
  if (bytes === undefined) throw new TypeError(`The file ${name} of the export is missing.`)
  return Uint8Array.from(bytes).buffer
}
