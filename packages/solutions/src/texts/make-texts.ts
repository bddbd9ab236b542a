import { writeCsv } from '../csv.ts'
import { openRandom, type Random } from '../random.ts'
import { divide, type Split, splits } from './splits.ts'
import { type TypingHabits, typeAs } from './typing.ts'

type Slots = Record<string, readonly string[]>

/** Sentences with `{slots}`, by label, and what may stand in the slots. */
export type Phrases = {
  labels: Slots
  slots: Slots
  /** Slots that belong together, as those of a hotel or of a phone: each text is about one of them. */
  topics?: readonly Slots[]
  /**
   * What the splits do not share, so that the test asks for phrases that were never learned: the labels' sentences, or
   * the phrases of these slots.
   */
  apart: 'sentences' | readonly string[]
  /** Said by people of any label, before or after. */
  around?: { before: readonly string[]; after: readonly string[] }
  habits?: TypingHabits
}

/** Phrases as they are written down: one a line, or several with a bar between. */
export const list = (text: string): string[] =>
  text
    .split(/[\n|]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

const fill = (random: Random, pattern: string, slots: Slots, taken: Set<string>): string => {
  let text = pattern
  const pickOne = (slot: string): string => {
    const choices = slots[slot] ?? ['']
    const fresh = choices.filter((choice) => !taken.has(choice))
    const one = random.pick(fresh.length > 0 ? fresh : choices)
    taken.add(one)
    return one
  }
  // A slot's words may have slots of their own.
  for (let depth = 0; depth < 4 && text.includes('{'); depth++)
    text = text.replace(/\{(\w+)\}/g, (_, slot: string) => pickOne(slot))
  return text
}

/** The phrases as each split has them. */
const divideAll = (random: Random, { labels, slots, topics = [{}], apart }: Phrases) => {
  const each = (lists: Slots, isApart: (name: string) => boolean) =>
    Object.entries(lists).map(([name, phrases]) => ({
      name,
      of: isApart(name) ? divide(random, phrases) : { train: phrases, validation: phrases, test: phrases },
    }))
  const take = (lists: ReturnType<typeof each>, split: Split): Slots =>
    Object.fromEntries(lists.map(({ name, of }) => [name, of[split]]))
  const isApart = (name: string) => apart !== 'sentences' && apart.includes(name)
  const divided = {
    labels: each(labels, () => apart === 'sentences'),
    slots: each(slots, isApart),
    topics: topics.map((topic) => each(topic, isApart)),
  }
  return (split: Split) => ({
    labels: take(divided.labels, split),
    slots: take(divided.slots, split),
    topics: divided.topics.map((topic) => take(topic, split)),
  })
}

const shares: Record<Split, number> = { train: 0.7, validation: 0.15, test: 0.15 }

/** So many different texts of each label as CSV with the columns text, label and split, in mixed order. */
export const makeTexts = (phrases: Phrases, each: number, seed: number): Uint8Array => {
  const random = openRandom(seed)
  const { around = { before: [''], after: [''] }, habits = 'careful' } = phrases
  const ofSplit = divideAll(random, phrases)
  const rows: { order: number; cells: string[] }[] = []
  const said = new Set<string>()
  for (const split of splits) {
    const { labels, slots, topics } = ofSplit(split)
    for (const [label, sentences] of Object.entries(labels)) {
      // Where the phrases don't yield as many, there are fewer.
      const wanted = Math.round(each * shares[split])
      for (let tries = 0, made = 0; made < wanted && tries < wanted * 20; tries++) {
        const all = { ...slots, ...random.pick(topics) }
        const taken = new Set<string>()
        const whole = [random.pick(around.before), random.pick(sentences), random.pick(around.after)]
          .map((part) => fill(random, part, all, taken))
          .join(' ')
        const text = typeAs(random, habits, whole)
        if (said.has(text.toLowerCase())) continue
        said.add(text.toLowerCase())
        rows.push({ order: random.next(), cells: [text, label, split] })
        made++
      }
    }
  }
  return writeCsv(
    ['text', 'label', 'split'],
    rows.toSorted((a, b) => a.order - b.order).map(({ cells }) => cells),
  )
}
