const headerBytes = 44
const bytesPerSample = 2

/** Mono samples of 16 bits as a RIFF WAVE file. */
export function encodeWav(samples: Int16Array, rate: number): Uint8Array {
  const sound = samples.length * bytesPerSample
  const file = new Uint8Array(headerBytes + sound)
  const view = new DataView(file.buffer)
  const name = (at: number, text: string) => file.set(new TextEncoder().encode(text), at)
  name(0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  name(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * bytesPerSample, true)
  view.setUint16(32, bytesPerSample, true)
  view.setUint16(34, 8 * bytesPerSample, true)
  name(36, 'data')
  view.setUint32(40, sound, true)
  for (let i = 0; i < samples.length; i++) view.setInt16(headerBytes + i * bytesPerSample, samples[i], true)
  return file
}
