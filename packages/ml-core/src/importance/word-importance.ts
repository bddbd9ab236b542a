import type { Attribution, Importance } from '../schema/index.ts'

const mostWords = 15
const mostClasses = 50
/** Texts in which a word has to stand: one text's words are no rule. */
const fewestTexts = 2

/** Gathers what spoke for the answers, text by text, into the words of each class. */
export class WordImportance {
  private readonly labels: readonly string[]
  private readonly texts: Int32Array
  private readonly words: Map<string, { weight: number; texts: number }>[]

  constructor(labels: readonly string[]) {
    this.labels = labels
    this.texts = new Int32Array(labels.length)
    this.words = labels.map(() => new Map())
  }

  /** `attributions` of one text to its answer, class `label`. */
  add(label: number, attributions: readonly Attribution[]): void {
    this.texts[label]++
    const inText = new Map<string, number>()
    for (const { feature, weight } of attributions) {
      const word = feature.trim().toLowerCase()
      if (word !== '') inText.set(word, (inText.get(word) ?? 0) + weight)
    }
    for (const [word, weight] of inText) {
      const found = this.words[label].get(word)
      if (found) {
        found.weight += weight
        found.texts++
      } else this.words[label].set(word, { weight, texts: 1 })
    }
  }

  /** Means over the texts of each class, of the words that spoke for it. */
  summarise(): Importance['words'] {
    return this.labels.slice(0, mostClasses).map((label, k) => ({
      label,
      texts: this.texts[k],
      top: [...this.words[k]]
        .filter(([, { weight, texts }]) => weight > 0 && texts >= fewestTexts)
        .map(([word, { weight, texts }]) => ({ word, weight: weight / this.texts[k], texts }))
        .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
        .slice(0, mostWords),
    }))
  }
}
