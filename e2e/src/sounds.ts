import { zipSync } from 'fflate'

const rate = 8000
const heights = { falling: [1800, 600], rising: [600, 1800] } as const

/** A tone that glides up or down, as a WAV file; no two numbers sound alike. */
export const makeTone = (label: keyof typeof heights, number: number): Uint8Array<ArrayBuffer> => {
  const samples = 1600 + 40 * (number % 17)
  const [from, to] = heights[label]
  const file = new Uint8Array(44 + 2 * samples)
  const view = new DataView(file.buffer)
  for (const [at, name] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const)
    file.set(Buffer.from(name), at)
  view.setUint32(4, file.length - 8, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, 2 * rate, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, 2 * samples, true)
  let phase = number
  for (let i = 0; i < samples; i++) {
    phase += (2 * Math.PI * (0.9 + (number % 9) / 40) * (from + ((to - from) * i) / samples)) / rate
    view.setInt16(44 + 2 * i, 9000 * Math.sin(phase) + 200 * Math.sin(i * i * (number + 1)), true)
  }
  return file
}

/** A ZIP of so many tones that fall and so many that rise. */
export const makeTones = (each: number): Uint8Array<ArrayBuffer> => {
  const files: Record<string, Uint8Array> = {}
  for (let number = 0; number < each; number++)
    for (const label of ['falling', 'rising'] as const)
      files[`${label}/${number}.wav`] = makeTone(label, number)
  return new Uint8Array(zipSync(files))
}
