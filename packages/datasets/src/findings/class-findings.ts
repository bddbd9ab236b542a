import type { DatasetProfile, Finding } from '../schema/index.ts'
import { mostExamples, rowsOf } from './alike.ts'

const tinyBelow = 10
const lopsidedFrom = 20

/** What the labels themselves give away. */
export function findInClasses(profile: DatasetProfile): Finding[] {
  return [similarLabels(profile), tinyClasses(profile), imbalance(profile)].filter(
    (finding) => finding !== null,
  )
}

function fold(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Edits (insertion, deletion, exchange of one character) between two words; stops counting at two. */
function differByOne(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let from = 0
  while (from < one.length && from < other.length && one[from] === other[from]) from++
  let [a, b] = [one.length, other.length]
  while (a > from && b > from && one[a - 1] === other[b - 1]) {
    a--
    b--
  }
  return a - from <= 1 && b - from <= 1
}

function similarLabels({ classes }: DatasetProfile): Finding | null {
  if (classes.length > 1000) return null
  const pairs: { from: string; to: string; count: number }[] = []
  const taken = new Set<string>()
  // Most frequent first: the rarer spelling is the one that gives way.
  classes.forEach(({ label: to }, at) => {
    if (taken.has(to)) return
    for (const { label: from, count } of classes.slice(at + 1)) {
      if (taken.has(from)) continue
      const [one, other] = [fold(to), fold(from)]
      const same = one === other && one !== ''
      // Numbers and short codes differ by one character on purpose, and so do frequent labels.
      const slip =
        !/\d/.test(one + other) &&
        Math.min(one.length, other.length) >= 6 &&
        differByOne(one, other) &&
        count < 20
      if (!same && !slip) continue
      taken.add(from)
      pairs.push({ from, to, count })
    }
  })
  if (pairs.length === 0) return null
  return {
    code: 'similar_labels',
    severity: 'medium',
    title: 'Labels that differ only in spelling',
    message: `${pairs.length} ${pairs.length === 1 ? 'label looks' : 'labels look'} like another one written differently, and ${pairs.length === 1 ? 'counts' : 'count'} as a class of ${pairs.length === 1 ? 'its' : 'their'} own.`,
    count: pairs.length,
    examples: pairs
      .slice(0, mostExamples)
      .map(({ from, to, count }) => ({ rows: [], excerpt: `"${from}" → "${to}"`, note: rowsOf(count) })),
    fix: {
      title: 'Unify the spelling',
      edits: pairs.map(({ from, to }) => ({ type: 'rename_label', from, to })),
    },
  }
}

function tinyClasses({ classes }: DatasetProfile): Finding | null {
  const tiny = classes.filter(({ count }) => count < tinyBelow)
  if (tiny.length === 0) return null
  const left = classes.length - tiny.length
  return {
    code: 'tiny_classes',
    severity: 'medium',
    title: 'Classes with very few examples',
    message: `${tiny.length} of ${classes.length} classes have fewer than ${tinyBelow} rows: too few to learn them, or to tell how well they were learned.`,
    count: tiny.length,
    examples: tiny
      .slice(0, mostExamples)
      .map(({ label, count }) => ({ rows: [], excerpt: label.slice(0, 200), note: rowsOf(count) })),
    fix:
      left < 2
        ? null
        : {
            title: `Leave ${tiny.length === 1 ? 'this class' : `these ${tiny.length} classes`} out`,
            edits: tiny.map(({ label }) => ({ type: 'drop_label', label })),
          },
  }
}

function imbalance({ classes }: DatasetProfile): Finding | null {
  const [most, least] = [classes[0], classes.at(-1)]
  if (!most || !least || least.count < tinyBelow || most.count < lopsidedFrom * least.count) return null
  return {
    code: 'imbalance',
    severity: 'low',
    title: 'One class outweighs another by far',
    message: `"${most.label}" has ${Math.round(most.count / least.count)} times the rows of "${least.label}". Look at recall per class rather than accuracy, and give rare classes equal weight in training.`,
    count: 2,
    examples: [most, least].map(({ label, count }) => ({ rows: [], excerpt: label, note: rowsOf(count) })),
    fix: null,
  }
}
