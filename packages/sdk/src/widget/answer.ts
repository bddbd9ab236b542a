import type { LabelScore, PredictResponse } from '../shapes.ts'
import { make } from './dom.ts'
import type { Words } from './fields.ts'

const percent = (share: number): string =>
  new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(share)

const row = ({ label, score }: LabelScore, isAnswer: boolean): HTMLLIElement => {
  const fill = make('span')
  // Through the object model: a strict policy refuses styles in markup alone.
  fill.style.width = `${Math.round(score * 1000) / 10}%`
  const bar = make('div', { className: 'bar' }, fill)
  bar.setAttribute('aria-hidden', 'true')
  const item = make('li', {}, make('span', {}, label), make('span', {}, percent(score)), bar)
  item.toggleAttribute('data-answer', isAnswer)
  return item
}

/** The labels with a bar each, the answered ones marked, and a sentence where there is none. */
export const showAnswer = ({ predictions: [prediction] }: PredictResponse, words: Words): Node[] => {
  if (!prediction) return []
  const { label, labels, scores, abstained } = prediction
  const answered = new Set(labels ?? (label === null ? [] : [label]))
  const list = make('ol', {}, ...scores.map((score) => row(score, answered.has(score.label))))
  if (abstained) return [make('p', {}, words.withheld), list]
  return labels?.length === 0 ? [make('p', {}, words.none), list] : [list]
}
