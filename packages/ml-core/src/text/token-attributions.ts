import type { Attribution } from '../schema/index.ts'
import type { TokenSpans } from './ngram-hasher.ts'

/**
 * Shares the contributions of n-grams out over the tokens that they cover, evenly, and adds up equal tokens
 * only by position: the weights of all tokens sum to the contributions' sum. Strongest first.
 */
export function attributeToTokens(
  text: string,
  spans: TokenSpans,
  contributions: Float64Array,
): Attribution[] {
  const perToken = new Float64Array(spans.tokens)
  for (let t = 0; t < contributions.length; t++) {
    if (contributions[t] === 0) continue
    const share = contributions[t] / (spans.to[t] - spans.from[t] + 1)
    for (let token = spans.from[t]; token <= spans.to[t]; token++) perToken[token] += share
  }
  const attributions: Attribution[] = []
  for (let token = 0; token < spans.tokens; token++) {
    if (perToken[token] === 0) continue
    const start = spans.start[token]
    const end = spans.end[token]
    attributions.push({ feature: text.slice(start, end), weight: perToken[token], start, end })
  }
  return attributions.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}
