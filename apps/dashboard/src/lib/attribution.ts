import type { Attribution } from '@assay/ml-core/schema'

export type Segment = { text: string; start: number; weight: number }

/**
 * Cuts a text at the edges of its attributions. Each piece carries the sum of the weights that cover it,
 * scaled so that the strongest piece is ±1; pieces that none covers weigh 0. The pieces join to the text.
 */
export function attributionSegments(text: string, attributions: readonly Attribution[]): Segment[] {
  const spans = attributions.flatMap(({ start, end, weight }) =>
    start === undefined || end === undefined || end <= start || start >= text.length || start < 0
      ? []
      : [{ start, end: Math.min(end, text.length), weight }],
  )
  const edges = [...new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])])]
  edges.sort((a, b) => a - b)
  const segments: Segment[] = []
  for (const [index, start] of edges.entries()) {
    const end = edges[index + 1]
    if (end === undefined) break
    const covering = spans.filter((span) => span.start <= start && span.end >= end)
    const weight = covering.reduce((sum, span) => sum + span.weight, 0)
    const previous = segments.at(-1)
    if (previous && previous.weight === weight) previous.text += text.slice(start, end)
    else segments.push({ text: text.slice(start, end), start, weight })
  }
  const strongest = Math.max(0, ...segments.map((segment) => Math.abs(segment.weight)))
  return strongest === 0
    ? segments
    : segments.map((segment) => ({ ...segment, weight: segment.weight / strongest }))
}
