import type { Attribution } from '../schema/index.ts'
import type { HeardClip } from './clip-features.ts'
import { melEdges } from './mel-filterbank.ts'

/** Parts of the audible stretch, and of the mel bands. */
const acrossTime = 10
const acrossBands = 5

/**
 * Replaces one region of a clip's spectrogram after the other by the mean level of its bands and notes how far
 * `score` falls (occlusion, Zeiler & Fergus 2014). Strongest first; `start` and `end` are seconds, boxes shares
 * of the clip's length and of its mel bands from the highest down.
 */
export function occludeClip(
  clip: HeardClip,
  rate: number,
  hop: number,
  score: (clip: HeardClip) => number,
): Attribution[] {
  const { seen, attribute } = clipOcclusions(clip, rate, hop, score)
  return attribute(seen)
}

interface ClipOcclusions<Seen> {
  /** What was made of the clip itself, then of it without each region. */
  seen: Seen[]
  /** What each region is worth, from the score of every one. */
  attribute(scores: readonly number[]): Attribution[]
}

/** The two halves of `occludeClip`, for a model that answers later; `see` must not keep the clip. */
export function clipOcclusions<Seen>(
  clip: HeardClip,
  rate: number,
  hop: number,
  see: (clip: HeardClip) => Seen,
): ClipOcclusions<Seen> {
  const { frames, cells } = clip
  const bands = cells.length / frames
  const seen = [see(clip)]
  const means = bandMeans(cells, bands)
  const edges = melEdges(bands, rate)
  const [begin, end] = clip.audible
  const parts = Math.min(acrossTime, end - begin)
  const blotted = cells.slice()
  const places: Omit<Attribution, 'weight'>[] = []
  for (let part = 0; part < parts; part++) {
    const from = begin + Math.floor((part * (end - begin)) / parts)
    const to = begin + Math.floor(((part + 1) * (end - begin)) / parts)
    for (let group = 0; group < acrossBands; group++) {
      const low = Math.floor((group * bands) / acrossBands)
      const high = Math.floor(((group + 1) * bands) / acrossBands)
      for (let f = from; f < to; f++) for (let b = low; b < high; b++) blotted[f * bands + b] = means[b]
      const start = (from * hop) / rate
      const stop = (to * hop) / rate
      seen.push(see({ ...clip, cells: blotted }))
      places.push({
        feature: `${start.toFixed(2)}–${stop.toFixed(2)} s, ${Math.round(edges[low])}–${Math.round(edges[high + 1])} Hz`,
        start,
        end: stop,
        box: {
          x: from / frames,
          y: 1 - high / bands,
          width: (to - from) / frames,
          height: (high - low) / bands,
        },
      })
      blotted.set(cells.subarray(from * bands, to * bands), from * bands)
    }
  }
  return {
    seen,
    attribute: ([whole, ...scores]) =>
      places
        .map((place, p): Attribution => ({ ...place, weight: whole - scores[p] }))
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  }
}

function bandMeans(cells: Float32Array, bands: number): Float32Array {
  const means = new Float32Array(bands)
  for (let i = 0; i < cells.length; i++) means[i % bands] += (cells[i] * bands) / cells.length
  return means
}
