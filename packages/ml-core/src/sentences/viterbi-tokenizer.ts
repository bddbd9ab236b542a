/** Marks where a word begins, as SentencePiece writes it. */
const wordStart = '\u2581'
/** Pieces of the vocabulary that stand for no text. */
const reserved = 6
const unknown = 0
/** Log probabilities of a character that no piece begins with, and of one where a longer piece begins. */
const strangeCharacter = -20
const skippedCharacter = -100

/**
 * Cuts a text into the most probable sequence of pieces by the Viterbi algorithm (Kudo 2018, “Subword
 * Regularization”): in time linear in its length. A piece's number is its place in the vocabulary.
 */
export class ViterbiTokenizer {
  private readonly numbers = new Map<string, number>()
  private readonly scores: Float64Array
  private readonly longest: number

  /** Pieces with their log probabilities, falling; one that is written without has its neighbour's. */
  constructor(vocabulary: readonly (readonly [piece: string, logProbability: number | null])[]) {
    let neighbour = 0
    this.scores = Float64Array.from(vocabulary, ([, score]) => {
      neighbour = score ?? neighbour
      return neighbour
    })
    let longest = 1
    for (let number = reserved; number < vocabulary.length; number++) {
      const [piece] = vocabulary[number]
      this.numbers.set(piece, number)
      longest = Math.max(longest, [...piece].length)
    }
    this.longest = longest
  }

  /** Numbers of the pieces, `most` at most; a run of unknown characters counts as one. An empty text has none. */
  encode(text: string, most: number): number[] {
    // A piece is one character at least, so what lies behind this many pieces of the longest kind is not read.
    const characters = [...marked(text)].slice(0, most * this.longest)
    const { from, numbers } = this.bestCuts(characters)
    const backwards: number[] = []
    for (let at = characters.length; at > 0; at = from[at])
      if (numbers[at] !== unknown || backwards.at(-1) !== unknown) backwards.push(numbers[at])
    return backwards.reverse().slice(0, most)
  }

  /** For every place in the text, where the piece that ends there begins in the best cutting, and its number. */
  private bestCuts(characters: readonly string[]): { from: Int32Array; numbers: Int32Array } {
    const length = characters.length
    const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY)
    const from = new Int32Array(length + 1)
    const numbers = new Int32Array(length + 1)
    best[0] = 0
    const offer = (start: number, end: number, number: number, score: number) => {
      if (best[start] + score <= best[end]) return
      best[end] = best[start] + score
      from[end] = start
      numbers[end] = number
    }
    for (let start = 0; start < length; start++) {
      let piece = ''
      let known = false
      for (let end = start; end < Math.min(length, start + this.longest); end++) {
        piece += characters[end]
        const number = this.numbers.get(piece)
        if (number === undefined) continue
        known = true
        offer(start, end + 1, number, this.scores[number])
      }
      offer(start, start + 1, unknown, known ? skippedCharacter : strangeCharacter)
    }
    return { from, numbers }
  }
}

function marked(text: string): string {
  const words = text.normalize('NFKC').split(/\s+/u).filter(Boolean)
  return words.map((word) => wordStart + word).join('')
}
