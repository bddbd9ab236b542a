/** What a UTF-16 unit is to the tokeniser. */
export const characterKind = {
  separator: 0,
  /** Part of a word of many characters. */
  word: 1,
  /** A word by itself: Chinese characters, kana, emoji. */
  ideograph: 2,
  /** Punctuation that carries meaning: `!?$%…`. */
  symbol: 3,
} as const

/** Not looked up yet. */
const unknown = 255
const kind = new Uint8Array(65536).fill(unknown)
/**
 * Every UTF-16 unit that `kindOf` has seen, in lower case, full-width forms as their ASCII ones; folding
 * never changes a text's length. Both tables are filled as characters are met: a text uses few of them.
 */
export const folded = new Uint16Array(65536)
const word = /[\p{L}\p{N}\p{M}_]/u
const symbol = /[!?$£€¥%#@&*+:;.,]/

/** The unit's kind; from here on `folded` has its folding, too. */
export function kindOf(unit: number): number {
  const known = kind[unit]
  return known === unknown ? classify(unit) : known
}

function classify(unit: number): number {
  const lower = isSurrogate(unit) ? '' : String.fromCharCode(unit).toLowerCase()
  folded[unit] = fullWidth(unit) ? foldFullWidth(unit) : lower.length === 1 ? lower.charCodeAt(0) : unit
  const character = String.fromCharCode(folded[unit])
  if (isIdeograph(unit)) kind[unit] = characterKind.ideograph
  else if (symbol.test(character)) kind[unit] = characterKind.symbol
  else kind[unit] = word.test(character) ? characterKind.word : characterKind.separator
  return kind[unit]
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

function fullWidth(unit: number): boolean {
  return unit >= 0xff01 && unit <= 0xff5e
}

function foldFullWidth(unit: number): number {
  return String.fromCharCode(unit - 0xfee0)
    .toLowerCase()
    .charCodeAt(0)
}

/** CJK ideographs, kana, and both halves of surrogate pairs (emoji, rare ideographs). */
function isIdeograph(unit: number): boolean {
  return (
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0x3040 && unit <= 0x30ff) ||
    isSurrogate(unit)
  )
}
