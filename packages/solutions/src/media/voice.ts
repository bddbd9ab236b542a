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

const humStep = (2 * Math.PI * 100) / rate

/** The walls of a small or a large room answer. */
const addEcho = (samples: Float32Array, random: Random): void => {
  const delay = Math.round(random.between(0.015, 0.09) * rate)
  const share = random.between(0.15, 0.5)
  for (let i = delay; i < samples.length; i++)
    samples[i] = (samples[i] ?? 0) + share * (samples[i - delay] ?? 0)
}

/** A voice of its own pitch, size and tempo says the sounds: samples in -1 … 1. */
export const speak = (random: Random, sounds: readonly Sound[]): Float32Array => {
  const pitch = random.between(85, 290)
  const size = random.between(0.82, 1.26)
  const tempo = random.between(0.6, 1.5)
  const resonators = [90, 110, 170].map(openResonator)
  const silence = () => Math.round(random.between(0.05, 0.16) * rate)
  // Everybody shapes vowels a little differently, and slurs one sound or another.
  const accent = [0, 1, 2].map(() => 1 + 0.09 * random.normal())
  const parts = sounds.map((sound) => {
    const care = random.next() < 0.25 ? random.between(0.1, 0.6) : 1
    return {
      ...sound,
      breath: sound.voice > 0 ? sound.breath : sound.breath * care,
      samples: Math.round(sound.seconds * tempo * random.between(0.75, 1.25) * rate),
    }
  })
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
          sample = resonate(
            sample,
            size * (accent[k] ?? 1) * ((from[k] ?? 0) + ((to[k] ?? 0) - (from[k] ?? 0)) * along),
          )
        })
      const edge = Math.min(1, i / 240, (samples - i) / 240)
      out[at] = sample * edge
    }
  if (random.next() < 0.4) addEcho(out, random)
  const peak = out.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6)
  const loudness = random.between(0.35, 0.9) / peak
  // From a quiet room to a street, where the voice is hardly louder than the noise.
  const hiss = 10 ** random.between(-2.7, -0.4)
  const hum = random.next() < 0.3 ? 10 ** random.between(-2, -0.9) : 0
  let murmur = 0
  return out.map((sample, i) => {
    murmur = 0.85 * murmur + 0.15 * (random.next() * 2 - 1)
    const noise = hiss * (0.4 * (random.next() * 2 - 1) + 1.6 * murmur) + hum * Math.sin(i * humStep)
    return sample * loudness + noise
  })
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
