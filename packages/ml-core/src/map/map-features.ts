import { ClipFeatures } from '../audio/clip-features.ts'
import { MlError } from '../errors.ts'
import { type AudioExamples, clipAt, type Examples, type ImageExamples, imageSize } from '../examples.ts'
import { ImageFeatures } from '../images/image-features.ts'
import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import type { Pacer } from '../pacing.ts'
import { looksEnglish } from '../sentences/looks-english.ts'
import { openSentenceEncoder } from '../sentences/sentence-encoder.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import { countCorpus, inverseDocumentFrequency } from '../text/corpus.ts'
import { planNgrams } from '../text/plan-ngrams.ts'
import { weighCorpus } from '../text/tfidf-vectoriser.ts'

/** What rows are compared by. */
export type MapMethod = 'sentences' | 'words' | 'columns' | 'pictures' | 'sounds'

export type MapFeatures = {
  method: MapMethod
  matrix: SparseMatrix
  /** Whether only the directions of rows count, not how long they are. */
  isAngular: boolean
}

/** Texts that are embedded at once. */
const textsAtOnce = 256

/** The numbers by which a map tells rows apart. */
export async function mapFeatures(examples: Examples, pacer: Pacer): Promise<MapFeatures> {
  switch (examples.kind) {
    case 'text':
      return textFeatures(examples.texts, pacer)
    case 'table': {
      const rows = examples.labels.length
      const matrix = await TableEncoder.learn(examples.columns).encodeTable(examples.columns, rows, pacer)
      return { method: 'columns', matrix, isAngular: false }
    }
    case 'image':
      return { method: 'pictures', matrix: await pictureFeatures(examples, pacer), isAngular: false }
    case 'audio':
      return { method: 'sounds', matrix: await soundFeatures(examples, pacer), isAngular: false }
  }
}

async function textFeatures(texts: readonly string[], pacer: Pacer): Promise<MapFeatures> {
  const embedded = looksEnglish(texts) ? await embed(texts, pacer) : null
  if (embedded) return { method: 'sentences', matrix: embedded, isAngular: true }
  const plan = planNgrams(texts, 'words')
  const corpus = await countCorpus(texts, plan, 2, pacer, () => {})
  const matrix = await weighCorpus(corpus, inverseDocumentFrequency(corpus), corpus.keys, plan, pacer)
  return { method: 'words', matrix, isAngular: true }
}

/** Null where the encoder is not installed. */
async function embed(texts: readonly string[], pacer: Pacer): Promise<SparseMatrix | null> {
  try {
    const encoder = await openSentenceEncoder()
    const dense = new Float32Array(texts.length * encoder.size)
    for (let from = 0; from < texts.length; from += textsAtOnce) {
      dense.set(await encoder.embed(texts.slice(from, from + textsAtOnce)), from * encoder.size)
      await pacer.breathe()
    }
    return fromDense(dense, encoder.size, false)
  } catch (error) {
    if (error instanceof MlError) return null
    throw error
  }
}

async function pictureFeatures(images: ImageExamples, pacer: Pacer): Promise<SparseMatrix> {
  const features = new ImageFeatures(images)
  const rows = images.labels.length
  const dense = new Float32Array(rows * features.size)
  for (let row = 0; row < rows; row++) {
    features.write(images.pixels, row * imageSize(images), dense, row * features.size)
    if (pacer.due) await pacer.breathe()
  }
  return fromDense(dense, features.size, false)
}

async function soundFeatures(clips: AudioExamples, pacer: Pacer): Promise<SparseMatrix> {
  const features = new ClipFeatures(clips.rate)
  const rows = clips.labels.length
  const dense = new Float32Array(rows * features.size)
  for (let row = 0; row < rows; row++) {
    features.write(features.hear(clipAt(clips, row)), dense, row * features.size)
    if (pacer.due) await pacer.breathe()
  }
  return fromDense(dense, features.size, true)
}

/** Each column about its mean, and where asked for in standard deviations. */
function fromDense(dense: Float32Array, columns: number, isScaled: boolean): SparseMatrix {
  const rows = dense.length / columns
  for (let c = 0; c < columns; c++) {
    let sum = 0
    let squares = 0
    for (let r = 0; r < rows; r++) sum += dense[r * columns + c]
    const mean = sum / rows
    for (let r = 0; r < rows; r++) squares += (dense[r * columns + c] - mean) ** 2
    const scale = isScaled && squares > 0 ? Math.sqrt(rows / squares) : 1
    for (let r = 0; r < rows; r++) dense[r * columns + c] = (dense[r * columns + c] - mean) * scale
  }
  return {
    rows,
    columns,
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * columns),
    indices: Int32Array.from(dense, (_, at) => at % columns),
    values: dense,
  }
}
