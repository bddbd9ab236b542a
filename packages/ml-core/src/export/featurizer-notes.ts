import type { PortableModel } from './portable-model.ts'

/** What a reader has to do with an input before the model takes it, exact to the bit. */
export function featurizerNotes({ net, featurizer }: PortableModel<unknown>): string {
  const inputs = inputNotes[net.kind]
  const making = makingNotes[featurizer.kind] ?? ''
  return [inputs, making].filter((note) => note !== '').join('\n\n')
}

const inputNotes = {
  dense: 'The model reads `features`, 32-bit floats, rows × inputs.',
  sparse:
    'The model reads `indices` (32-bit integers) and `values` (32-bit floats), rows × entries: the features of each row that are not nought. Shorter rows are filled with index 0 and value 0.',
  sequence:
    'The model reads `ids`, 32-bit integers, rows × places: the tokens of each text. Shorter rows are filled with 0; for tensorflow.js up to the longest length.',
  convolution: 'The model reads `inputs`, 32-bit floats, rows × height × width × channels.',
  trees: 'The model reads `features`, 64-bit floats, rows × features.',
  constant: 'The model reads `rows`, rows × 1, and looks at nothing: it is the baseline.',
} as const

const hashing = `**Tokens.** Read the text as UTF-16 units, each in lower case (full-width forms U+FF01…U+FF5E as ASCII). A run of letters,
digits, marks and \`_\` is one token; every ideograph, kana, surrogate pair and each of \`!?$£€¥%#@&*+:;.,\` is a token by itself; the rest
separates. With \`everyCharacter\` every unit is a token by itself.

**Hashes**, in 32-bit arithmetic: h = 0x811c9dc5; for each unit h = (h xor unit) · 0x01000193; tokens of one character then
h = h xor 0x55555; at last h ^= h >>> 15, h = h · 0x2c1b3c6d, h ^= h >>> 12. The token's key is h | 1. With \`wordGrams\` ≥ 2 the pair (before, h): p = (before · 0x9e3779b1) xor h,
p ^= p >>> 16, p = p · 0x7feb352d, key (p xor p >>> 15) | 1. With \`charGrams\` n > 0 also every n units of a word with a
1 before and after it: g = 0x3c6ef372, g = (g xor unit) · 0x01000193 each, g ^= g >>> 15, g = g · 0x2c1b3c6d,
key (g xor g >>> 13) & ~1, or 2 for 0. Keys lie in the file named by \`keys\` (32-bit integers, little-endian); a key's place
is its feature's number, and keys that are not there are left out.`

const makingNotes: Record<string, string> = {
  'hashed-ngrams-tfidf': `${hashing}

**Values.** (1 + ln count) · weight of the feature (file \`weights\`, 32-bit floats). Features with odd keys, and those with even ones, are
each divided by the root of twice their sum of squares (of once the sum where \`charGrams\` is 0).

The browser export of the same model contains all of this as code.`,
  'hashed-term-counts': `${hashing}

**Values.** How often each stands in the text.`,
  'hashed-tokens': `${hashing}

**Numbers.** A token's id is \`firstWord\` + its place in the keys, or \`unknown\`; tokens after the \`longest\` are left out.`,
  'encoded-columns': `Each column of \`featurizer.json\` in turn: **number** (value − mean) / scale within ±8; **boolean** 1 or −1; **category** a 1 at its
place among \`categories\` (after them one more place for all others where \`other\` is set); **date** milliseconds since 1970, scaled like a
number, then sine and cosine of its phase in each of \`cycles\` (day, week, year of 365.2425 days, counted from 1970). Where \`missing\` is set one more place
holds 1 for a missing value, which is 0 everywhere else.`,
  'tree-features': `Each entry of \`features\` in turn, from the cell of \`columns[column]\`: **number** the value itself (a date in milliseconds since 1970, true as 1; with \`cycle\` the
remainder of its division by \`periodMs\`), NaN where it is missing; **category** its place among \`categories\`, and their number for one that is
missing or not among them.`,
  'scaled-pixels':
    'The picture is scaled to `width` × `height`, red, green and blue or grey from 0 to 255. Of each value (value − mean) · scale is taken, with the `mean` and `scale` of its channel.',
  'log-mel-pictures':
    'The picture is the audible part of the log-mel spectrogram of a clip of `rate` samples a second, `framesPerColumn` frames of 10 ms a column, the highest band above, from 0 to 255; (value − mean) · scale of each. The browser export of the same model contains the code that makes it.',
  'image-gradients-and-colours':
    'The features are histograms of gradients at two scales, statistics of colours, and of small images the pixels. The browser export of the same model contains the code that makes them.',
  'pooled-log-mel-fourier':
    'The features are random Fourier features of cepstra, pooled over a log-mel spectrogram of the clip. The browser export of the same model contains the code that makes them.',
}
