import type { CleaningStep } from '../schema/edits.ts'

const entities: readonly [string, string][] = [
  ['&nbsp;', ' '],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "''"],
  ['&apos;', "''"],
  // Last: what it leaves must not be read as an entity again.
  ['&amp;', '&'],
]

/** A text as SQL, cleaned; an empty one becomes null. Steps apply in one order, however they are given. */
export function cleanedText(text: string, steps: ReadonlySet<CleaningStep>): string {
  let value = text
  if (steps.has('html')) {
    value = `regexp_replace(${value}, '(?is)<(script|style)\\b.*?</(script|style)>|<!--.*?-->|</?[a-z][^<>]*>', ' ', 'g')`
    for (const [entity, character] of entities) value = `replace(${value}, '${entity}', '${character}')`
  }
  if (steps.has('unicode')) value = `nfc_normalize(${value})`
  // Controls but tab and line breaks; soft hyphen, zero-width characters and marks of direction.
  if (steps.has('controls'))
    value = `regexp_replace(${value}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{ad}\\x{200b}-\\x{200f}\\x{202a}-\\x{202e}\\x{2060}\\x{feff}]', '', 'g')`
  if (steps.has('spaces')) value = `trim(regexp_replace(${value}, '[\\s\\x{a0}\\x{3000}]+', ' ', 'g'))`
  return `nullif(${value}, '')`
}
