import { characterKind, kindOf } from './characters.ts'
import type { NgramPlan } from './ngram-hasher.ts'

/** Mean characters from which words alone carry enough, and character grams only cost time. */
const longText = 800
/** Texts looked at. */
const sample = 2000

/** `words`: pairs of words alone; `phrases`: three words and longer parts of words. */
export type NgramRecipe = 'words' | 'phrases'

/** Decides from the training texts, unless a recipe does, which n-grams to read them into. */
export function planNgrams(texts: readonly string[], recipe?: NgramRecipe): NgramPlan {
  const step = Math.max(1, Math.floor(texts.length / sample))
  let characters = 0
  let ideographs = 0
  let words = 0
  let looked = 0
  for (let d = 0; d < texts.length; d += step) {
    looked++
    characters += texts[d].length
    for (let at = 0; at < Math.min(texts[d].length, longText); at++) {
      const kindHere = kindOf(texts[d].charCodeAt(at))
      if (kindHere === characterKind.ideograph) ideographs++
      else if (kindHere === characterKind.word) words++
    }
  }
  const wordGrams = recipe === 'phrases' ? 3 : 2
  if (ideographs > words) return { wordGrams, charGrams: 0, everyCharacter: true }
  if (recipe !== undefined) return { wordGrams, charGrams: recipe === 'words' ? 0 : 5, everyCharacter: false }
  return { wordGrams: 2, charGrams: characters / looked > longText ? 0 : 4, everyCharacter: false }
}
