import { writeCsv } from '../csv.ts'
import { openRandom, type Random } from '../random.ts'

/** Sentences with `{slots}`, by label, and what may stand in the slots. */
export type Phrases = {
  labels: Record<string, readonly string[]>
  slots: Record<string, readonly string[]>
  /** Said by people of any label, before or after. */
  around?: { before: readonly string[]; after: readonly string[] }
}

const fill = (random: Random, pattern: string, slots: Phrases['slots']): string => {
  let text = pattern
  // A slot's words may have slots of their own.
  for (let depth = 0; depth < 3 && text.includes('{'); depth++)
    text = text.replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(slots[slot] ?? ['']))
  return text
}

/** So many different texts of each label as CSV with the columns text and label, in mixed order. */
export const makeTexts = (phrases: Phrases, each: number, seed: number): Uint8Array => {
  const random = openRandom(seed)
  const { before, after } = phrases.around ?? { before: [''], after: [''] }
  const rows: { order: number; text: string; label: string }[] = []
  const said = new Set<string>()
  for (const [label, patterns] of Object.entries(phrases.labels)) {
    // Where the phrases don't yield as many, there are fewer.
    for (let tries = 0, made = 0; made < each && tries < each * 20; tries++) {
      const core = fill(random, random.pick(patterns), phrases.slots)
      const text = `${random.pick(before)}${core}${random.pick(after)}`.trim()
      if (said.has(text)) continue
      said.add(text)
      rows.push({ order: random.next(), text, label })
      made++
    }
  }
  return writeCsv(
    ['text', 'label'],
    rows.toSorted((a, b) => a.order - b.order).map(({ text, label }) => [text, label]),
  )
}
