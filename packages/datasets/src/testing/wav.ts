export type WavOptions = {
  rate?: number
  channels?: number
  format?: 'pcm' | 'float'
  bits?: number
  extensible?: boolean
  /** Chunks that stand before the format. */
  before?: [name: string, content: Buffer][]
  /** Stands in the header instead of the true size of the sound. */
  declaredSize?: number
}

/** A WAV file, byte by byte, so that a test can break any part of it; `values` are −1 … 1, channels in turn. */
export function makeWav(values: readonly number[], options: WavOptions = {}): Buffer {
  const { rate = 8000, channels = 1, format = 'pcm', bits = 16, extensible = false, before = [] } = options
  const code = format === 'pcm' ? 1 : 3
  const header = Buffer.alloc(extensible ? 40 : 16)
  header.writeUInt16LE(extensible ? 0xfffe : code, 0)
  header.writeUInt16LE(channels, 2)
  header.writeUInt32LE(rate, 4)
  header.writeUInt32LE((rate * channels * bits) / 8, 8)
  header.writeUInt16LE((channels * bits) / 8, 12)
  header.writeUInt16LE(bits, 14)
  if (extensible) {
    header.writeUInt16LE(22, 16)
    header.writeUInt16LE(bits, 18)
    header.writeUInt16LE(code, 24)
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(header, 26)
  }
  const sound = Buffer.alloc((values.length * bits) / 8)
  values.forEach((value, i) => {
    writeSample(sound, (i * bits) / 8, value, format, bits)
  })
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    ...before.map(([name, content]) => chunk(name, content)),
    chunk('fmt ', header),
    chunk('data', sound, options.declaredSize),
  ])
  return chunk('RIFF', body)
}

function writeSample(sound: Buffer, at: number, value: number, format: 'pcm' | 'float', bits: number): void {
  if (format === 'float') {
    if (bits === 32) sound.writeFloatLE(value, at)
    else sound.writeDoubleLE(value, at)
    return
  }
  const top = 2 ** (bits - 1)
  const whole = Math.max(-top, Math.min(top - 1, Math.round(value * top)))
  if (bits === 8) sound.writeUInt8(whole + 128, at)
  else sound.writeIntLE(whole, at, bits / 8)
}

function chunk(name: string, content: Buffer, declared = content.length): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(declared, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** A sine of so many Hz, half as loud as can be. */
export function tone(hertz: number, { rate = 8000, seconds = 0.3, loudness = 0.5 } = {}): number[] {
  return Array.from(
    { length: Math.round(rate * seconds) },
    (_, i) => loudness * Math.sin((2 * Math.PI * hertz * i) / rate),
  )
}
