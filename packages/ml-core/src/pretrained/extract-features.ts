import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../bundle/binary.ts'
import type { FitCheckpoint } from '../classifiers/classifier.ts'
import { type ImageExamples, imageSize } from '../examples.ts'
import { flipInto } from '../images/image-features.ts'
import type { Pacer } from '../pacing.ts'
import type { ImageExtractor } from './image-extractor.ts'
import { addPooled } from './pool-maps.ts'

/** Features of pictures, row-major; those of the mirror images come after all the others. */
export interface ExtractedFeatures {
  rows: number
  columns: number
  /** Features of each layer, one layer after the other. */
  layers: number[]
  values: Float32Array
}

export interface ExtractionOptions {
  pacer: Pacer
  checkpoint: FitCheckpoint | undefined
  onProgress: (fraction: number) => void
}

/** How often what was seen is kept. Larger checkpoints than this are not worth their writing. */
const saves = 5
const mostCheckpointBytes = 2.5e8

const headerSchema = z.object({
  sha256: z.string(),
  pictures: z.int(),
  mirrored: z.boolean(),
  done: z.int(),
  layers: z.array(z.int()),
})

/** Looks at the pictures of the rows, and at their mirror images where wanted; goes on from a checkpoint. */
export async function extractFeatures(
  extractor: ImageExtractor,
  images: ImageExamples,
  rows: Int32Array,
  mirrored: boolean,
  { pacer, checkpoint, onProgress }: ExtractionOptions,
): Promise<ExtractedFeatures> {
  const size = imageSize(images)
  const count = rows.length * (mirrored ? 2 : 1)
  const blank = await extractor.look([new Uint8Array(size)], images)
  const layers = blank[0].map(({ channels }) => channels)
  const columns = layers.reduce((sum, channels) => sum + channels, 0)
  const about = { sha256: extractor.sha256, pictures: rows.length, mirrored, layers }
  const values = new Float32Array(count * columns)
  const worthKeeping = values.byteLength <= mostCheckpointBytes
  let done = restore(await checkpoint?.load(), about, columns, values)
  const mirror = new Uint8Array(size)
  const ones = layers.map(() => 1)
  for (; done < rows.length; done++) {
    const from = rows[done] * size
    const pictures = [images.pixels.subarray(from, from + size)]
    if (mirrored) {
      flipInto(images.pixels, from, images, mirror)
      pictures.push(mirror)
    }
    const seen = await extractor.look(pictures, images)
    seen.forEach((maps, m) => {
      addPooled(maps, ones, values, (m * rows.length + done) * columns)
    })
    if (worthKeeping && checkpoint && isSaveDue(done + 1, rows.length))
      await checkpoint.save(keep(about, columns, values, done + 1))
    if (!pacer.due) continue
    onProgress((done + 1) / rows.length)
    await pacer.breathe()
  }
  return { rows: count, columns, layers, values }
}

function isSaveDue(done: number, rows: number): boolean {
  return Math.floor((done * saves) / rows) > Math.floor(((done - 1) * saves) / rows)
}

type About = Omit<z.infer<typeof headerSchema>, 'done'>

function keep(about: About, columns: number, values: Float32Array, done: number): Uint8Array {
  const { pictures, mirrored } = about
  return packArchive({
    'extraction.json': jsonBytes({ ...about, done }),
    'own.f32': arrayBytes(values.subarray(0, done * columns)),
    ...(mirrored && {
      'mirrored.f32': arrayBytes(values.subarray(pictures * columns, (pictures + done) * columns)),
    }),
  })
}

/** Puts back what was kept of the same work; says how many pictures that were. */
function restore(
  bytes: Uint8Array | null | undefined,
  about: About,
  columns: number,
  values: Float32Array,
): number {
  if (!bytes) return 0
  try {
    const files = unpackArchive(bytes)
    const { done, ...kept } = readJson(files, 'extraction.json', headerSchema)
    if (JSON.stringify(kept) !== JSON.stringify(about)) return 0
    const own = readFloats(files, 'own.f32', done * columns)
    const mirrored = about.mirrored ? readFloats(files, 'mirrored.f32', done * columns) : null
    values.set(own)
    if (mirrored) values.set(mirrored, about.pictures * columns)
    return done
  } catch {
    // Killed while writing: everything is looked at again.
    return 0
  }
}
