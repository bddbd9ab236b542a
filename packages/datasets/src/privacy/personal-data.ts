import { type PersonalDataKind, personalDataKindSchema } from '../schema/privacy.ts'
import { findEmails, findIbans, type Span } from './addresses.ts'
import { type Around, detectors } from './detectors.ts'
import { outlineOf } from './outline.ts'
import type { Replace } from './replacement.ts'

/** Where a text holds personal data: `text.slice(start, end)`. */
export type PersonalDatum = Span & { kind: PersonalDataKind }

/** Those that are told by what they are, and not guessed. */
export const defaultKinds: ReadonlySet<PersonalDataKind> = new Set(personalDataKindSchema.options)

const wordsBefore = 40

/**
 * Personal data in a text, in order and without overlap; only of the given kinds. `about`, such as a column's name,
 * stands for words before the text: a bare number in a column `ssn` is one.
 */
export function findPersonalData(
  text: string,
  kinds: ReadonlySet<PersonalDataKind>,
  about = '',
): PersonalDatum[] {
  const outline = outlineOf(text)
  const found: PersonalDatum[] = []
  const add = (kind: PersonalDataKind, { start, end }: Span): void => {
    const at = placeOf(found, start)
    const next = found[at]
    if (next === undefined || next.start >= end) found.splice(at, 0, { kind, start, end })
  }
  if (outline.hasAt && kinds.has('email')) for (const span of findEmails(text)) add('email', span)
  if (outline.digits >= 4 && kinds.has('iban')) for (const span of findIbans(text)) add('iban', span)
  for (const { kind, needs, pattern, holds } of detectors) {
    if (!kinds.has(kind) || !needs(outline)) continue
    for (const { 0: whole, index: start } of text.matchAll(pattern)) {
      const around: Around = {
        text,
        start,
        before: (words) =>
          words.test(text.slice(Math.max(0, start - wordsBefore), start)) || words.test(spread(about)),
      }
      if (holds(whole, around)) add(kind, { start, end: start + whole.length })
    }
  }
  return found
}

/** Of spans in order: the first that ends behind `start`. */
function placeOf(found: readonly Span[], start: number): number {
  let low = 0
  let high = found.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((found[middle]?.end ?? 0) > start) high = middle
    else low = middle + 1
  }
  return low
}

/** `customerSsn` and `customer_ssn` as the words that they are. */
const spread = (name: string): string => name.replace(/[_.-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2')

/** The text with each piece of personal data exchanged for what `replace` makes of it. */
export function redactText(text: string, kinds: ReadonlySet<PersonalDataKind>, replace: Replace): string {
  return exchange(text, findPersonalData(text, kinds), replace)
}

/** The text with what was found in it exchanged. */
export function exchange(text: string, found: readonly PersonalDatum[], replace: Replace): string {
  let out = ''
  let from = 0
  for (const { kind, start, end } of found) {
    out += text.slice(from, start) + replace(kind, text.slice(start, end))
    from = end
  }
  return from === 0 ? text : out + text.slice(from)
}
