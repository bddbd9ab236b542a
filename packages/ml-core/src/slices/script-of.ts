/** Characters of a text that are looked at. */
const looked = 2000
/** A script with at least this share of the letters is the text's; otherwise it is mixed. */
const prevailing = 0.9

const scripts: readonly [name: string, letters: RegExp][] = [
  ['Latin', /\p{Script=Latin}/gu],
  ['Han', /\p{Script=Han}/gu],
  ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Hangul', /\p{Script=Hangul}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Thai', /\p{Script=Thai}/gu],
]

/** The script that a text is written in, `Mixed`, `Other`, or `No letters`. */
export function scriptOf(text: string): string {
  const start = text.slice(0, looked)
  const letters = start.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return 'No letters'
  let known = 0
  for (const [name, pattern] of scripts) {
    const own = start.match(pattern)?.length ?? 0
    if (own >= prevailing * letters) return name
    known += own
    if (known >= letters) break
  }
  return known > 0 ? 'Mixed' : 'Other'
}
