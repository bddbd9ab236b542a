import { type ImageExamples, imageSize } from '../examples.ts'
import { denseScore, fitDenseHinge } from '../linear/dense-hinge.ts'
import type { Pacer } from '../pacing.ts'
import { sampleRows } from '../training/sample-rows.ts'
import { flipInto, ImageFeatures } from './image-features.ts'

const mostRows = 1500
const penalty = 0.03
const sweeps = 4

/**
 * Whether mirror images teach anything: whether a linear classifier of edges and colours that learns from them,
 * too, is right more often about a fifth of some training rows. A 7 in a mirror is none.
 */
export async function mirrorsHelp(
  images: ImageExamples,
  classes: number,
  seed: number,
  pacer: Pacer,
): Promise<boolean> {
  const rows = sampleRows(images.labels.length, mostRows, seed)
  const size = imageSize(images)
  const features = new ImageFeatures(images)
  const columns = features.size
  const values = new Float32Array(rows.length * 2 * columns)
  const labels = new Int32Array(rows.length * 2)
  const mirror = new Uint8Array(size)
  for (const [at, row] of rows.entries()) {
    features.write(images.pixels, row * size, values, at * columns)
    flipInto(images.pixels, row * size, images, mirror)
    features.write(mirror, 0, values, (rows.length + at) * columns)
    labels[at] = images.labels[row]
    labels[rows.length + at] = images.labels[row]
    if (pacer.due) await pacer.breathe()
  }
  const order = Array.from(rows.keys())
  const held = order.filter((at) => at % 5 === 0)
  const inside = Int32Array.from(order.filter((at) => at % 5 !== 0))
  const right = async (learned: Int32Array): Promise<number> => {
    const weights = await fitDenseHinge(
      { rows: labels.length, columns, values, labels },
      classes,
      { penalty, seed, sweeps, learned },
      pacer,
      () => {},
    )
    return held.filter((at) => answer(values, at, weights, columns, classes) === labels[at]).length
  }
  const both = Int32Array.from([...inside, ...inside.map((at) => rows.length + at)])
  return (await right(both)) > (await right(inside))
}

function answer(
  values: Float32Array,
  row: number,
  weights: Float32Array,
  columns: number,
  classes: number,
): number {
  const score = (k: number) => denseScore(values, row * columns, weights, k * (columns + 1), columns)
  if (classes === 2) return score(0) > 0 ? 1 : 0
  let best = 0
  for (let k = 1; k < classes; k++) if (score(k) > score(best)) best = k
  return best
}
