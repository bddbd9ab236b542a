import { describe, expect, it } from 'vitest'
import { makeWav, tone, type WavOptions } from '../testing/wav.ts'
import { decodeAudio } from './decode-audio.ts'
import { decodeWav } from './decode-wav.ts'
import { encodeWav } from './encode-wav.ts'
import { MediaRefused } from './media-refused.ts'
import { resample } from './resample.ts'

const shape = { rate: 8000 }

function refusalOf(bytes: Uint8Array): MediaRefused {
  try {
    decodeAudio(bytes, shape)
  } catch (error) {
    if (error instanceof MediaRefused) return error
    throw error
  }
  throw new Error('It was accepted')
}

describe('reading a WAV file', () => {
  const values = [0, 0.5, -0.5, 0.25, -1, 0.75]

  it.each<[WavOptions, number]>([
    [{ bits: 8 }, 2],
    [{ bits: 16 }, 4],
    [{ bits: 24 }, 6],
    [{ bits: 32 }, 8],
    [{ format: 'float', bits: 32 }, 6],
    [{ format: 'float', bits: 64 }, 8],
    [{ bits: 24, extensible: true }, 6],
    [{ format: 'float', bits: 32, extensible: true }, 6],
  ])('reads %j exactly', (options, digits) => {
    const { rate, samples } = decodeWav(makeWav(values, { rate: 22_050, ...options }))
    expect(rate).toBe(22_050)
    for (const [i, value] of values.entries()) expect(samples[i]).toBeCloseTo(value, digits)
  })

  it.each([
    // Codes and 16-bit values of ITU-T G.711 as its reference decoders give them.
    [6, [0xd5, 0x55, 0xaa, 0x2a, 0x80, 0x00], [8, -8, 32_256, -32_256, 5504, -5504]],
    [7, [0xff, 0x7f, 0x80, 0x00, 0xf0, 0x70], [0, 0, 32_124, -32_124, 120, -120]],
  ])('expands format %i of telephones', (code, bytes, values) => {
    const file = makeWav(
      bytes.map((byte) => (byte - 128) / 128),
      { bits: 8 },
    )
    file.writeUInt16LE(code, 20)
    expect(Array.from(decodeWav(file).samples, (sample) => Math.round(sample * 32_768) + 0)).toEqual(values)
  })

  it('mixes channels to their mean', () => {
    const { samples, channels } = decodeWav(makeWav([0.5, 0.25, -0.5, 0], { channels: 2 }))
    expect(channels).toBe(2)
    expect(Array.from(samples)).toEqual([0.375, -0.25])
  })

  it('passes over other chunks, of odd lengths too, and reads to the end where the length is left open', () => {
    const before: WavOptions['before'] = [
      ['LIST', Buffer.from('INFOabc')],
      ['fact', Buffer.alloc(4)],
    ]
    expect(decodeWav(makeWav(values, { before })).samples).toHaveLength(6)
    expect(decodeWav(makeWav(values, { declaredSize: 0xffffffff })).samples).toHaveLength(6)
  })

  const good = makeWav(tone(440))
  const broken = (change: (file: Buffer) => void): Buffer => {
    const file = Buffer.from(good)
    change(file)
    return file
  }
  it.each<[string, Buffer, MediaRefused['code'], RegExp]>([
    ['another kind of file', Buffer.from('%PDF-1.4 0123456789'), 'media_type', /not a WAV/],
    ['nothing', Buffer.alloc(0), 'media_type', /not a WAV/],
    ['a file that is cut short', good.subarray(0, 1000), 'media_unreadable', /cut short.*"data"/],
    ['a header without sound', good.subarray(0, 36), 'media_unreadable', /ends before its sound/],
    ['no header', good.subarray(0, 12), 'media_unreadable', /ends before its header/],
    ['sound of no length', makeWav([]), 'media_unreadable', /no sound/],
    ['ADPCM', broken((file) => file.writeUInt16LE(2, 20)), 'media_type', /ADPCM.*PCM/],
    ['an unknown format', broken((file) => file.writeUInt16LE(999, 20)), 'media_type', /Export it as/],
    ['12 bits', broken((file) => file.writeUInt16LE(12, 34)), 'media_type', /12 bits/],
    ['no channels', broken((file) => file.writeUInt16LE(0, 22)), 'media_type', /0 channels/],
    ['a rate of zero', broken((file) => file.writeUInt32LE(0, 24)), 'media_type', /0 samples per second/],
    ['a contradiction', broken((file) => file.writeUInt16LE(7, 32)), 'media_unreadable', /contradicts/],
    [
      'sound before its header',
      Buffer.concat([good.subarray(0, 12), good.subarray(36)]),
      'media_unreadable',
      /does not say how/,
    ],
    [
      'samples that are no numbers',
      makeWav([0, Number.NaN, 0], { format: 'float', bits: 32 }),
      'media_unreadable',
      /not finite/,
    ],
    [
      'a clip of more than ten minutes',
      makeWav(new Array(1000 * 601).fill(0), { rate: 1000, bits: 8 }),
      'media_unreadable',
      /10 can be read/,
    ],
  ])('refuses %s, with the reason', (_name, file, code, reason) => {
    const refusal = refusalOf(file)
    expect(refusal.code).toBe(code)
    expect(refusal.message).toMatch(reason)
  })

  it('answers every mangled file with samples or a refusal, never with anything else', () => {
    let seed = 7
    const below = (bound: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((seed / 2 ** 32) * bound)
    }
    const originals = [
      makeWav(tone(300, { seconds: 0.02 })),
      makeWav(tone(300, { seconds: 0.02 }), { bits: 24, extensible: true, channels: 2 }),
      makeWav(tone(300, { seconds: 0.02 }), {
        format: 'float',
        bits: 64,
        before: [['LIST', Buffer.alloc(9)]],
      }),
    ]
    let read = 0
    for (let round = 0; round < 1500; round++) {
      const file = Buffer.from(originals[round % 3] ?? good)
      for (let change = 0; change <= below(4); change++) file[below(Math.min(80, file.length))] = below(256)
      const cut = below(4) === 0 ? file.subarray(0, below(file.length)) : file
      try {
        const samples = decodeAudio(cut, shape)
        expect(samples.length).toBeGreaterThan(0)
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(MediaRefused)
      }
    }
    expect(read).toBeGreaterThan(50)
  })

  it('writes what it reads', () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, 1234)
    expect(decodeAudio(encodeWav(samples, 8000), shape)).toEqual(samples)
  })
})

describe('making a clip fit', () => {
  const amplitude = (samples: Float32Array) => {
    const middle = samples.subarray(samples.length >> 2, (samples.length * 3) >> 2)
    return Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length) * Math.SQRT2
  }

  it.each([
    [44_100, 16_000],
    [48_000, 16_000],
    [11_025, 8000],
    [8000, 16_000],
    [22_051, 16_000],
  ])('keeps a tone that both rates can hold and its place, from %i to %i', (from, to) => {
    const sent = Float32Array.from(tone(1000, { rate: from, seconds: 0.2, loudness: 1 }))
    const heard = resample(sent, from, to)
    expect(Math.abs(heard.length - to * 0.2)).toBeLessThanOrEqual(1)
    expect(amplitude(heard)).toBeCloseTo(1, 2)
    const middle = heard.length >> 1
    expect(heard[middle]).toBeCloseTo(Math.sin((2 * Math.PI * 1000 * middle) / to), 2)
  })

  it('silences what the lower rate cannot hold, instead of folding it back', () => {
    const sent = Float32Array.from(tone(6000, { rate: 44_100, seconds: 0.2, loudness: 1 }))
    expect(amplitude(resample(sent, 44_100, 8000))).toBeLessThan(1e-3)
  })

  it('keeps the loudest ten seconds of a longer clip', () => {
    const quiet = tone(200, { rate: 1000, seconds: 12, loudness: 0.01 })
    const loud = tone(200, { rate: 1000, seconds: 10, loudness: 0.9 })
    const kept = decodeAudio(makeWav([...quiet, ...loud, ...quiet], { rate: 1000 }), { rate: 1000 })
    expect(kept).toHaveLength(10_000)
    expect(kept.slice(0, 100).reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(
      25_000,
    )
  })
})
