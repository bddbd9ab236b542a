/** Zero crossings of the sinc on either side. */
const lobes = 16
/** Keeps the transition band below half the lower rate. */
const passed = 0.95
/** Phases between two samples that are kept apart: exact for every common pair of rates. */
const mostPhases = 1024
const kaiserBeta = 9
const keptKernels = 8

type Kernel = { phases: number; taps: number; weights: Float32Array }
const kernels = new Map<string, Kernel>()

/**
 * Converts from one sample rate to another with a Kaiser-windowed sinc, one phase of it per place between two
 * samples (Crochiere & Rabiner 1983). Beyond its ends the sound is silent.
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples
  const { phases, taps, weights } = kernelFor(from, to)
  const out = new Float32Array(Math.max(1, Math.round((samples.length * to) / from)))
  for (let n = 0; n < out.length; n++) {
    const place = (n * from) / to
    let start = Math.floor(place)
    let phase = Math.round((place - start) * phases)
    if (phase === phases) {
      phase = 0
      start++
    }
    const first = start - (taps >> 1) + 1
    const begin = Math.max(0, -first)
    const end = Math.min(taps, samples.length - first)
    const row = phase * taps
    let sum = 0
    for (let t = begin; t < end; t++) sum += (weights[row + t] ?? 0) * (samples[first + t] ?? 0)
    out[n] = sum
  }
  return out
}

function kernelFor(from: number, to: number): Kernel {
  const key = `${from} ${to}`
  const known = kernels.get(key)
  if (known) return known
  const [oldest] = kernels.keys()
  if (kernels.size >= keptKernels && oldest !== undefined) kernels.delete(oldest)
  const made = makeKernel(from, to)
  kernels.set(key, made)
  return made
}

function makeKernel(from: number, to: number): Kernel {
  const phases = Math.min(mostPhases, to / greatestDivisor(from, to))
  // Of a sample of the source: a lower target needs a wider sinc.
  const cutoff = passed * Math.min(1, to / from)
  const reach = Math.ceil(lobes / cutoff)
  const taps = 2 * reach
  const weights = new Float32Array(phases * taps)
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0
    for (let t = 0; t < taps; t++) {
      const x = t - reach + 1 - phase / phases
      const weight = sinc(cutoff * x) * kaiser(x / reach)
      weights[phase * taps + t] = weight
      sum += weight
    }
    for (let t = 0; t < taps; t++) weights[phase * taps + t] = (weights[phase * taps + t] ?? 0) / sum
  }
  return { phases, taps, weights }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(kaiserBeta * Math.sqrt(1 - x * x)) / bessel(kaiserBeta)
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
