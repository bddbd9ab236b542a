import type { Random } from '../random.ts'

/** How people type: as an editor would, in haste (small letters, slips, no full stop), or Chinese. */
export type TypingHabits = 'careful' | 'hasty' | 'chinese'

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ([,.!?;:])/g, '$1')
    .trim()

const capitalise = (text: string): string =>
  text
    .replace(/^(?!http)\p{Ll}/u, (letter) => letter.toUpperCase())
    .replace(
      /([.!?]["”]? )(?!http)(\p{Ll})/gu,
      (_, end: string, letter: string) => end + letter.toUpperCase(),
    )

/** Two neighbouring letters inside a longer word change places. */
const slip = (random: Random, text: string): string => {
  const words = text.split(' ')
  const long = words.flatMap((word, at) => (/^[a-z]{5,}$/.test(word) ? [at] : []))
  if (long.length === 0) return text
  const at = random.pick(long)
  const word = words[at] ?? ''
  const place = 1 + Math.floor(random.next() * (word.length - 3))
  words[at] = word.slice(0, place) + word[place + 1] + word[place] + word.slice(place + 2)
  return words.join(' ')
}

const hurry = (random: Random, text: string): string => {
  let typed = text
  if (random.next() < 0.15) typed = typed.toLowerCase()
  if (random.next() < 0.12) typed = typed.replace(/[’']/g, '')
  if (random.next() < 0.2) typed = typed.replace(/\.$/, '')
  if (random.next() < 0.1) typed = slip(random, typed)
  return typed
}

/** The text as somebody with these habits types it. */
export const typeAs = (random: Random, habits: TypingHabits, text: string): string => {
  if (habits === 'chinese') {
    const joined = text.replace(/\s+/g, '')
    return random.next() < 0.2 ? joined.replace(/。$/, '') : joined
  }
  const neat = capitalise(tidy(text))
  return habits === 'hasty' ? hurry(random, neat) : neat
}
