import { MediaRefused } from './media-refused.ts'

/** One mono clip: −1 … 1, channels mixed. */
export type Sound = { rate: number; channels: number; samples: Float32Array }

type Format = { code: number; channels: number; rate: number; bits: number }

const pcm = 1
const float = 3
const aLaw = 6
const muLaw = 7
const extensible = 0xfffe
/** What follows the format code in the identifier of an extensible format (KSDATAFORMAT_SUBTYPE). */
const subtypeTail = '0000 0000 1000 8000 00aa 0038 9b71'.replaceAll(' ', '')
/** By format code. */
const bitsRead: Record<number, readonly number[]> = {
  [pcm]: [8, 16, 24, 32],
  [float]: [32, 64],
  [aLaw]: [8],
  [muLaw]: [8],
}
/** A recorder that cannot go back to its header leaves this for "until the end". */
const untilTheEnd = 0xffffffff
const lowestRate = 1000
const highestRate = 384_000
const mostChannels = 8
const otherFormats: Record<number, string> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  85: 'MP3',
}

/**
 * Reads a RIFF WAVE file: PCM of 8, 16, 24 or 32 bits, floats of 32 or 64 and the A-law and µ-law of telephones,
 * plain or extensible, channels mixed to their mean (Multimedia Programming Interface and Data Specifications
 * 1.0; WAVEFORMATEXTENSIBLE).
 *
 * @throws MediaRefused with the reason and the remedy.
 */
export function decodeWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { format, data } = findChunks(view)
  const width = format.bits / 8
  const frames = Math.floor(data.byteLength / (width * format.channels))
  if (frames === 0) throw broken('The WAV file holds no sound.')
  const read = readerOf(format, data)
  const { channels, rate } = format
  const samples = new Float32Array(frames)
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read((frame * channels + channel) * width)
    samples[frame] = sum / channels
  }
  if (format.code === float && !samples.every(Number.isFinite))
    throw broken('The WAV file holds samples that are not finite numbers. Export it again.')
  return { rate, channels, samples }
}

/** Format and sound, whatever other chunks stand around them. */
function findChunks(view: DataView): { format: Format; data: DataView } {
  const name = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
  if (view.byteLength < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE')
    throw new MediaRefused('media_type', 'This is not a WAV file, whatever its name says.')
  let format: Format | null = null
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const kind = name(at)
    const size = view.getUint32(at + 4, true)
    const left = view.byteLength - at - 8
    const open = kind === 'data' && size === untilTheEnd
    if (size > left && !open)
      throw broken(
        `The WAV file is cut short: it has ${left.toLocaleString('en')} of ${size.toLocaleString('en')} bytes of its "${kind}" part. Copy or export it again.`,
      )
    const chunk = new DataView(view.buffer, view.byteOffset + at + 8, open ? left : size)
    if (kind === 'fmt ') format = readFormat(chunk)
    if (kind === 'data') {
      if (!format) throw broken('The WAV file does not say how its sound is encoded. Export it again.')
      return { format, data: chunk }
    }
    // Chunks begin at even places.
    at += 8 + size + (size & 1)
  }
  throw broken(`The WAV file ends before its ${format ? 'sound' : 'header'}. Copy or export it again.`)
}

function readFormat(chunk: DataView): Format {
  if (chunk.byteLength < 16) throw broken('The header of the WAV file is too short. Export it again.')
  const format = {
    code: chunk.getUint16(0, true),
    channels: chunk.getUint16(2, true),
    rate: chunk.getUint32(4, true),
    bits: chunk.getUint16(14, true),
  }
  if (format.code === extensible) {
    if (chunk.byteLength < 40) throw broken('The header of the WAV file is too short. Export it again.')
    const tail = Array.from({ length: 14 }, (_, i) =>
      chunk
        .getUint8(26 + i)
        .toString(16)
        .padStart(2, '0'),
    )
    format.code = tail.join('') === subtypeTail ? chunk.getUint16(24, true) : -1
  }
  requireReadable(format, chunk.getUint16(12, true))
  return format
}

function requireReadable({ code, channels, rate, bits }: Format, frameBytes: number): void {
  const known = bitsRead[code]
  if (!known)
    throw new MediaRefused(
      'media_type',
      `The WAV file uses ${otherFormats[code] ?? 'a kind of sound'}, which is not supported. Export it as plain PCM, 16 bits.`,
    )
  if (!known.includes(bits))
    throw new MediaRefused(
      'media_type',
      `The WAV file has ${bits} bits per sample; ${known.join(', ')} are supported. Export it with 16.`,
    )
  if (channels < 1 || channels > mostChannels)
    throw new MediaRefused(
      'media_type',
      `The WAV file has ${channels} channels; 1 to ${mostChannels} are supported. Export it in mono.`,
    )
  if (rate < lowestRate || rate > highestRate)
    throw new MediaRefused(
      'media_type',
      `The WAV file has ${rate.toLocaleString('en')} samples per second; ${lowestRate.toLocaleString('en')} to ${highestRate.toLocaleString('en')} are supported. Export it with 16,000.`,
    )
  if (frameBytes !== (channels * bits) / 8)
    throw broken('The header of the WAV file contradicts itself. Export it again.')
}

/** Reads the sample at a byte as −1 … 1; eight bits are the only ones without a sign. */
function readerOf({ code, bits }: Format, data: DataView): (at: number) => number {
  if (code === float)
    return bits === 32 ? (at) => data.getFloat32(at, true) : (at) => data.getFloat64(at, true)
  if (code === aLaw) return (at) => expandALaw(data.getUint8(at))
  if (code === muLaw) return (at) => expandMuLaw(data.getUint8(at))
  if (bits === 8) return (at) => (data.getUint8(at) - 128) / 128
  if (bits === 16) return (at) => data.getInt16(at, true) / 32_768
  if (bits === 24) return (at) => ((data.getInt8(at + 2) << 16) | data.getUint16(at, true)) / 8_388_608
  return (at) => data.getInt32(at, true) / 2_147_483_648
}

/** ITU-T G.711, table 1: sign, three bits of exponent, four of mantissa; every other bit inverted. */
function expandALaw(byte: number): number {
  const code = byte ^ 0x55
  const exponent = (code >> 4) & 7
  const mantissa = ((code & 15) << 4) + 8
  const size = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1)
  return (code & 0x80 ? size : -size) / 32_768
}

/** ITU-T G.711, table 2: as A-law, with all bits inverted and a bias of 33. */
function expandMuLaw(byte: number): number {
  const code = ~byte & 0xff
  const size = (((code & 15) << 3) + 132) << ((code >> 4) & 7)
  return (code & 0x80 ? 132 - size : size - 132) / 32_768
}

function broken(message: string): MediaRefused {
  return new MediaRefused('media_unreadable', message)
}
