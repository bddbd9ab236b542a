import type { Random } from '../random.ts'

const rate = 16_000

/** A stretch of speech: seconds, three formants in hertz from its beginning to its end, and how loud voice and breath are. */
export type Sound = {
  seconds: number
  from: readonly [number, number, number]
  to: readonly [number, number, number]
  voice: number
  breath: number
}

/** A resonator of two poles (Klatt 1980): what a formant does to the sound of the throat. */
const openResonator = (bandwidth: number) => {
  let last = 0
  let before = 0
  return (input: number, frequency: number): number => {
    const c = -Math.exp((-2 * Math.PI * bandwidth) / rate)
    const b = 2 * Math.exp((-Math.PI * bandwidth) / rate) * Math.cos((2 * Math.PI * frequency) / rate)
    const output = (1 - b - c) * input + b * last + c * before
    before = last
    last = output
    return output
  }
}

/** A voice of its own pitch, size and tempo says the sounds: samples in -1 … 1. */
export const speak = (random: Random, sounds: readonly Sound[]): Float32Array => {
  const pitch = random.between(95, 235)
  const size = random.between(0.88, 1.16)
  const tempo = random.between(0.8, 1.3)
  const resonators = [90, 110, 170].map(openResonator)
  const silence = () => Math.round(random.between(0.05, 0.16) * rate)
  const parts = sounds.map((sound) => ({ ...sound, samples: Math.round(sound.seconds * tempo * rate) }))
  const start = silence()
  const spoken = parts.reduce((sum, { samples }) => sum + samples, 0)
  const out = new Float32Array(start + spoken + silence())
  let at = start
  let phase = 0
  for (const { samples, from, to, voice, breath } of parts)
    for (let i = 0; i < samples; i++, at++) {
      const along = i / samples
      phase += (pitch * (1.12 - (0.25 * (at - start)) / spoken)) / rate
      const pulse = phase >= 1 ? 1 : 0
      phase -= pulse
      const noise = random.next() * 2 - 1
      let sample = pulse * 9 * voice + noise * 0.5 * breath
      // Breath that is not voiced is of the teeth: its high part stays, the formants are passed by.
      if (voice > 0)
        resonators.forEach((resonate, k) => {
          sample = resonate(sample, size * ((from[k] ?? 0) + ((to[k] ?? 0) - (from[k] ?? 0)) * along))
        })
      const edge = Math.min(1, i / 240, (samples - i) / 240)
      out[at] = sample * edge
    }
  const peak = out.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6)
  const loudness = random.between(0.35, 0.9) / peak
  const hiss = random.between(0.001, 0.01)
  return out.map((sample) => sample * loudness + hiss * (random.next() * 2 - 1))
}

/** Mono, 16 bits, as a WAV file. */
export const writeWav = (samples: Float32Array): Uint8Array => {
  const file = new Uint8Array(44 + 2 * samples.length)
  const view = new DataView(file.buffer)
  const write = (at: number, text: string) => file.set(new TextEncoder().encode(text), at)
  write(0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, 2 * rate, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  samples.forEach((sample, i) => {
    view.setInt16(44 + 2 * i, Math.round(32_767 * Math.max(-1, Math.min(1, sample))), true)
  })
  return file
}
