/** What a look at each character tells of a text: most texts can hold nothing, and cost no more than this. */
export type Outline = {
  /** The most digits that stand close together, with at most two other characters between one and the next. */
  digits: number
  hasAt: boolean
  dots: number
  colons: number
}

const mostBetween = 2

export function outlineOf(text: string): Outline {
  const seen: Outline = { digits: 0, hasAt: false, dots: 0, colons: 0 }
  let run = 0
  let gap = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) {
      gap = 0
      if (++run > seen.digits) seen.digits = run
      continue
    }
    if (++gap > mostBetween) run = 0
    if (code === 0x40) seen.hasAt = true
    else if (code === 0x2e) seen.dots++
    else if (code === 0x3a) seen.colons++
  }
  return seen
}
