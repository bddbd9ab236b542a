import { setImmediate } from 'node:timers/promises'
import { zipSync } from 'fflate'
import { openRandom, type Random } from '../random.ts'
import { packedAt } from './packed-at.ts'
import { type Sound, speak, writeWav } from './voice.ts'

type Formants = Sound['from']
// Formants of English vowels after Peterson and Barney (1952), rounded.
const ee: Formants = [290, 2300, 3000]
const eh: Formants = [550, 1800, 2500]
const ah: Formants = [710, 1150, 2500]
const oh: Formants = [470, 880, 2400]
const oo: Formants = [310, 890, 2250]
const n: Formants = [250, 1400, 2300]

const voiced = (seconds: number, from: Formants, to: Formants): Sound => ({
  seconds,
  from,
  to,
  voice: 1,
  breath: 0.08,
})
const hiss = (seconds: number, breath = 0.6): Sound => ({ seconds, from: ee, to: ee, voice: 0, breath })
const pause = (seconds: number): Sound => ({ seconds, from: oo, to: oo, voice: 0, breath: 0 })

const words: Record<string, readonly Sound[]> = {
  yes: [voiced(0.1, ee, eh), voiced(0.14, eh, eh), hiss(0.2)],
  no: [voiced(0.12, n, n), voiced(0.28, oh, oo)],
  stop: [hiss(0.15), pause(0.05), hiss(0.02, 1), voiced(0.17, ah, ah), pause(0.05), hiss(0.02, 0.8)],
  go: [pause(0.03), hiss(0.02, 0.9), voiced(0.3, [350, 1200, 2300], oo)],
}

const say = (random: Random, word: string): Uint8Array => writeWav(speak(random, words[word] ?? []))

/** One spoken word as a WAV file. */
export const makeCommand = (word: string, seed: number): Uint8Array => say(openRandom(seed), word)

/** Synthetic voices saying the words, as a ZIP with a folder for each word. */
export const makeCommands = async (each: number, seed: number): Promise<Uint8Array> => {
  const random = openRandom(seed)
  const files: Record<string, Uint8Array> = {}
  for (const word of Object.keys(words))
    for (let number = 1; number <= each; number++) {
      files[`${word}/${word}-${number}.wav`] = say(random, word)
      // Whoever makes them also answers calls.
      await setImmediate()
    }
  return zipSync(files, { level: 1, mtime: packedAt })
}
