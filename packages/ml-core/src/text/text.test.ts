import { describe, expect, test } from 'vitest'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Pacer } from '../pacing.ts'
import { countCorpus, discriminativeWeights, inverseDocumentFrequency } from './corpus.ts'
import { FeatureCounter } from './feature-counter.ts'
import { FeatureIndex } from './feature-index.ts'
import { emptySpans, NgramHasher, type NgramPlan } from './ngram-hasher.ts'
import { planNgrams } from './plan-ngrams.ts'
import { isWordGram, TfidfVectoriser, weighCorpus } from './tfidf-vectoriser.ts'

const english: NgramPlan = { wordGrams: 2, charGrams: 4, everyCharacter: false }
const wordsOnly: NgramPlan = { wordGrams: 1, charGrams: 0, everyCharacter: false }

function keys(plan: NgramPlan, text: string): number[] {
  const hasher = new NgramHasher(plan)
  return [...hasher.keys.subarray(0, hasher.hash(text))]
}

/** Fresh arrays, in case the hasher's own were replaced while it hashed. */
function hashed(plan: NgramPlan, text: string): number[] {
  const hasher = new NgramHasher(plan)
  const count = hasher.hash(text)
  return [...hasher.keys.subarray(0, count)]
}

function corpusOf(texts: string[], plan: NgramPlan) {
  return countCorpus(texts, plan, 2, new Pacer(tickingClock()), () => {})
}

describe('n-grams', () => {
  test('are word grams, symbols, and character grams inside words with their edges', () => {
    const found = hashed(english, 'free cash!')
    // 3 tokens, 2 pairs; 4-grams: _fre free ree_ and _cas cash ash_.
    expect(found.filter(isWordGram)).toHaveLength(5)
    expect(found.filter((key) => !isWordGram(key))).toHaveLength(6)
    expect(found).not.toContain(0)
  })

  test('fold case and full-width forms, and keep accents', () => {
    expect(keys(wordsOnly, 'ＦＲＥＥ Straße')).toEqual(keys(wordsOnly, 'free STRAßE'))
    expect(keys(wordsOnly, 'café')).not.toEqual(keys(wordsOnly, 'cafe'))
  })

  test('read Chinese by character, alone and mixed with Latin words', () => {
    expect(hashed({ ...english, charGrams: 0 }, '很好 wifi')).toHaveLength(3 + 2)
    expect(hashed({ wordGrams: 2, charGrams: 0, everyCharacter: true }, '很 好')).toHaveLength(3 + 2)
  })

  test('keep an emoji whole', () => {
    const spans = emptySpans()
    new NgramHasher(wordsOnly).hash('ok 😀', spans)
    expect([spans.tokens, spans.start[1], spans.end[1]]).toEqual([2, 3, 5])
  })

  test('differ in a text longer than the first buffer', () => {
    const long = Array.from({ length: 3000 }, (_, i) => `w${i}`).join(' ')
    expect(new Set(hashed(wordsOnly, long)).size).toBe(3000)
  })
})

describe('the plan', () => {
  test('reads every character of Chinese, words and their parts of short texts, words of long ones', () => {
    expect(planNgrams(['房间很干净 ok', '早餐不好'])).toMatchObject({ everyCharacter: true, charGrams: 0 })
    expect(planNgrams(['a short text'])).toMatchObject({ everyCharacter: false, charGrams: 4 })
    expect(planNgrams(['long '.repeat(400)])).toMatchObject({ everyCharacter: false, charGrams: 0 })
  })
})

describe('counting', () => {
  test('counts every feature once per document and grows with the corpus', () => {
    const counter = new FeatureCounter(3, 4)
    const many = Int32Array.from({ length: 200_000 }, (_, i) => 2 * i + 1)
    counter.add(Int32Array.of(5, 9, 5), 3)
    counter.add(many, many.length)
    counter.add(Int32Array.of(9, 9), 2)
    const { keys, documentFrequency } = counter.tally()
    expect([keys[0], keys[1]]).toEqual([5, 9])
    expect([documentFrequency[0], documentFrequency[1]]).toEqual([2, 3])
    expect(counter.features).toBe(200_000)
    expect([counter.counts[0], counter.counts[1], counter.counts[counter.entries - 1]]).toEqual([2, 1, 2])
  })

  test('finds every feature by its key, and none that was not counted', () => {
    const index = new FeatureIndex(Int32Array.from({ length: 5000 }, (_, i) => 7919 * i + 1))
    for (let i = 0; i < 5000; i += 97) expect(index.find(7919 * i + 1)).toBe(i)
    expect(index.find(3)).toBe(-1)
  })

  test('drops features that only one text of many holds', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `shared unique${i}`)
    const corpus = await corpusOf(texts, wordsOnly)
    expect(corpus.keys).toHaveLength(1)
    expect([...corpus.documentFrequency]).toEqual([60])
  })
})

describe('weights', () => {
  test('are scikit-learn’s smooth inverse document frequencies', async () => {
    const corpus = await corpusOf(['a b', 'a c', 'a b d'], wordsOnly)
    const idf = inverseDocumentFrequency(corpus)
    expect(idf[0]).toBeCloseTo(1, 6)
    expect(idf[1]).toBeCloseTo(Math.log(4 / 3) + 1, 6)
  })

  test('grow with how well a feature tells the classes apart', async () => {
    const corpus = await corpusOf(
      ['win cash now', 'win cash today', 'see you now', 'see you today'],
      wordsOnly,
    )
    const plain = inverseDocumentFrequency(corpus)
    const telling = discriminativeWeights(corpus, Int32Array.of(1, 1, 0, 0), 2)
    const [win, , now] = telling.map((weight, f) => weight / plain[f])
    expect(now).toBeCloseTo(1, 5)
    expect(win).toBeGreaterThan(1.5)
  })

  test('give word grams and character grams half of the squared length each', async () => {
    const texts = ['the cheap pills', 'the lunch today', 'cheap lunch pills']
    const corpus = await corpusOf(texts, english)
    const weights = inverseDocumentFrequency(corpus)
    const matrix = await weighCorpus(corpus, weights, corpus.keys, english, new Pacer(tickingClock()))
    const vectoriser = new TfidfVectoriser(english, corpus.keys, weights)
    texts.forEach((text, row) => {
      const { length, indices, values } = vectoriser.transform(text)
      const from = matrix.offsets[row]
      expect([...indices.subarray(0, length)]).toEqual([
        ...matrix.indices.subarray(from, matrix.offsets[row + 1]),
      ])
      expect([...values.subarray(0, length)]).toEqual([
        ...matrix.values.subarray(from, matrix.offsets[row + 1]),
      ])
      let words = 0
      let grams = 0
      for (let t = 0; t < length; t++)
        if (isWordGram(corpus.keys[indices[t]])) words += values[t] ** 2
        else grams += values[t] ** 2
      expect(words).toBeCloseTo(0.5, 5)
      expect(grams).toBeCloseTo(0.5, 5)
    })
  })
})
