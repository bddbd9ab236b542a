import type { LabelList } from '../schema/index.ts'
import type { TypedColumn } from './column-types.ts'

export type LabelChoice =
  | { status: 'chosen'; column: TypedColumn }
  | { status: 'doubtful'; reason: string; candidates: TypedColumn[] }

/** Names by how surely they mean the label. */
const certain = new Set(['label', 'labels', 'class', 'target', 'y', 'labelname', 'classlabel', 'groundtruth'])
const likely = new Set(
  (
    'category sentiment intent species outcome spam isspam diagnosis emotion topic polarity classification gold ' +
    'churn churned fraud isfraud survived toxic toxicity tags genres topics emotions 标签 类别 分类 etiqueta etiquette kategorie klasse'
  ).split(' '),
)
const possible = new Set(
  'type status result group quality rating stars default income approved tag department priority v1 lang language'.split(
    ' ',
  ),
)

function rank(column: TypedColumn, columns: TypedColumn[]): number {
  const name = column.measure.name.toLowerCase().replace(/[\s_.-]+/g, '')
  if (certain.has(name)) return 0
  if (likely.has(name) || /(label|class|target)$/.test(name)) return 1
  // The SMS spam collection as Kaggle serves it: v1 is ham or spam, v2 the message.
  if (name === 'v1') return columns.some((other) => other.measure.name.toLowerCase() === 'v2') ? 1 : 3
  return possible.has(name) ? 2 : 3
}

/** Few enough values, each often enough, and none of them a quantity. */
function canBeLabel({ measure, type }: TypedColumn, maxClasses: number): boolean {
  if (type === 'text' || type === 'date') return false
  if (measure.distinct < 2 || measure.distinct > maxClasses) return false
  if (measure.distinct > 0.5 * measure.present) return false
  if (type === 'number') return measure.wholes === measure.numbers && measure.distinct <= 100
  return true
}

export function chooseLabel(
  columns: TypedColumn[],
  maxClasses: number,
  lists: ReadonlyMap<TypedColumn, LabelList>,
): LabelChoice {
  const viable = columns.filter((column) => {
    const list = lists.get(column)
    return list ? list.count >= 2 && list.count <= maxClasses : canBeLabel(column, maxClasses)
  })
  const best = (rows: TypedColumn[], at: number) => rows.filter((column) => rank(column, columns) === at)
  const named = best(columns, 0)
  const [onlyNamed] = named
  // A column called `label` that cannot be one is refused with its reason rather than passed over in silence.
  if (named.length === 1 && onlyNamed && (viable.includes(onlyNamed) || viable.length === 0)) {
    return { status: 'chosen', column: onlyNamed }
  }
  for (const level of [0, 1]) {
    const [first, second] = best(viable, level)
    if (first && !second) return { status: 'chosen', column: first }
    if (first) return doubtful('Several columns could be the label, judging by their names.', viable, columns)
  }
  return chooseByShape(viable, columns)
}

function chooseByShape(viable: TypedColumn[], columns: TypedColumn[]): LabelChoice {
  const [only] = viable
  const texts = columns.filter((column) => column.type === 'text')
  if (only && viable.length === 1 && (texts.length === 1 || isAtEdge(only, columns))) {
    return { status: 'chosen', column: only }
  }
  const categories = viable.filter((column) => column.type !== 'number')
  const [category] = categories
  const last = columns.at(-1)
  if (category && categories.length === 1 && category === last && category.measure.distinct <= 100) {
    return { status: 'chosen', column: category }
  }
  if (viable.length === 0) {
    return doubtful(
      'No column has a few repeating values, as a label would.',
      columns.filter((column) => column.type !== 'text'),
      columns,
    )
  }
  return doubtful('No column is named like a label, and several could be one.', viable, columns)
}

function isAtEdge(column: TypedColumn, columns: TypedColumn[]): boolean {
  return column === columns.at(-1) || column === columns[0]
}

function doubtful(reason: string, candidates: TypedColumn[], columns: TypedColumn[]): LabelChoice {
  const edge = (column: TypedColumn) => (column === columns.at(-1) ? 0 : column === columns[0] ? 1 : 2)
  const sorted = [...candidates].sort(
    (a, b) =>
      rank(a, columns) - rank(b, columns) || edge(a) - edge(b) || a.measure.distinct - b.measure.distinct,
  )
  return { status: 'doubtful', reason, candidates: sorted.slice(0, 20) }
}
