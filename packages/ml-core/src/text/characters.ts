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

export interface CharacterTable {
  /** Kind per UTF-16 unit. */
  kind: Uint8Array
  /** The unit in lower case, full-width forms as their ASCII ones; never changes a text's length. */
  folded: Uint16Array
}

let table: CharacterTable | undefined

/** The table for all 65,536 UTF-16 units; built once, on first use. */
export function characterTable(): CharacterTable {
  if (table === undefined) table = buildTable()
  return table
}

function buildTable(): CharacterTable {
  const kind = new Uint8Array(65536)
  const folded = new Uint16Array(65536)
  const word = /[\p{L}\p{N}\p{M}_]/u
  const symbol = /[!?$£€¥%#@&*+:;.,]/
  for (let unit = 0; unit < 65536; unit++) {
    const lower = unit >= 0xd800 && unit <= 0xdfff ? '' : String.fromCharCode(unit).toLowerCase()
    folded[unit] = fullWidth(unit) ? foldFullWidth(unit) : lower.length === 1 ? lower.charCodeAt(0) : unit
  }
  for (let unit = 0; unit < 65536; unit++) {
    const character = String.fromCharCode(folded[unit])
    if (isIdeograph(unit)) kind[unit] = characterKind.ideograph
    else if (symbol.test(character)) kind[unit] = characterKind.symbol
    else if (word.test(character)) kind[unit] = characterKind.word
  }
  return { kind, folded }
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
    (unit >= 0xd800 && unit <= 0xdfff)
  )
}
