import type { Examples } from '../examples.ts'
import { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import { layOut } from './lay-out.ts'
import { type MapMethod, mapFeatures } from './map-features.ts'
import { findNearest } from './nearest-rows.ts'
import { projectRows } from './subspace.ts'

export type ExampleMap = {
  method: MapMethod
  /** Rows × 2, the longer side from 0 to 1. */
  places: Float32Array
  /** Of each row its nearest others in the features, nearest first: rows × `neighbourCount`. */
  neighbours: Int32Array
  neighbourCount: number
}

const dimensions = 50
const mostNeighbours = 15
/** With fewer rows there are no neighbourhoods to be drawn. */
export const leastMapRows = 12

/** A map of examples, those near one another that are alike; null where they are too few. */
export async function mapExamples(
  examples: Examples,
  { seed, now }: { seed: number; now: () => number },
): Promise<ExampleMap | null> {
  const rows = examples.labels.length
  if (rows < leastMapRows) return null
  const pacer = new Pacer(now)
  const random = new Random(seed)
  const { method, matrix, isAngular } = await mapFeatures(examples, pacer)
  const { vectors, size } = await projectRows(matrix, dimensions, random, pacer)
  if (isAngular) normalise(vectors, size)
  const nearest = await findNearest(vectors, size, Math.min(mostNeighbours, rows - 1), pacer)
  const places = firstPlaces(vectors, size, random)
  await layOut(places, nearest, random, pacer)
  fit(places)
  return { method, places, neighbours: nearest.rows, neighbourCount: nearest.count }
}

function normalise(vectors: Float32Array, size: number): void {
  for (let from = 0; from < vectors.length; from += size) {
    let squares = 0
    for (let k = 0; k < size; k++) squares += vectors[from + k] ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let k = 0; k < size; k++) vectors[from + k] *= scale
  }
}

/** The two directions in which rows differ most, some twenty wide, with a little noise so that copies come apart. */
function firstPlaces(vectors: Float32Array, size: number, random: Random): Float32Array {
  const rows = vectors.length / size
  const mean = new Float64Array(size)
  for (let at = 0; at < vectors.length; at++) mean[at % size] += vectors[at] / rows
  const first = mainDirection(vectors, size, mean, null, random)
  const second = mainDirection(vectors, size, mean, first, random)
  const places = new Float32Array(rows * 2)
  let furthest = 1e-9
  for (let r = 0; r < rows; r++)
    for (const [axis, direction] of [first, second].entries()) {
      let along = 0
      for (let k = 0; k < size; k++) along += (vectors[r * size + k] - mean[k]) * direction[k]
      places[r * 2 + axis] = along
      furthest = Math.max(furthest, Math.abs(along))
    }
  for (let at = 0; at < places.length; at++)
    places[at] = (places[at] / furthest) * 10 + (random.next() - 0.5) * 0.01
  return places
}

const powerRounds = 60

/** The direction of most variance, or of most beside `other`, by power iteration. */
function mainDirection(
  vectors: Float32Array,
  size: number,
  mean: Float64Array,
  other: Float64Array | null,
  random: Random,
): Float64Array {
  let direction = Float64Array.from({ length: size }, () => random.next() - 0.5)
  for (let round = 0; round < powerRounds; round++) {
    const next = new Float64Array(size)
    for (let from = 0; from < vectors.length; from += size) {
      let along = 0
      for (let k = 0; k < size; k++) along += (vectors[from + k] - mean[k]) * direction[k]
      for (let k = 0; k < size; k++) next[k] += along * (vectors[from + k] - mean[k])
    }
    if (other) {
      let shared = 0
      for (let k = 0; k < size; k++) shared += next[k] * other[k]
      for (let k = 0; k < size; k++) next[k] -= shared * other[k]
    }
    let squares = 0
    for (const value of next) squares += value * value
    if (squares < 1e-24) return next.fill(0)
    direction = next.map((value) => value / Math.sqrt(squares))
  }
  return direction
}

/** Moves and scales all places alike into the middle of the unit square. */
function fit(places: Float32Array): void {
  const [least, most] = [
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ]
  for (let at = 0; at < places.length; at++) {
    least[at % 2] = Math.min(least[at % 2], places[at])
    most[at % 2] = Math.max(most[at % 2], places[at])
  }
  const side = Math.max(most[0] - least[0], most[1] - least[1], 1e-9)
  for (let at = 0; at < places.length; at++) {
    const axis = at % 2
    places[at] = 0.5 + (places[at] - (least[axis] + most[axis]) / 2) / side
  }
}
