import type { RowFilter } from '@assay/datasets/schema'

const list = (texts: readonly string[]): string =>
  texts.length > 3 ? `${texts.length} labels` : texts.map((text) => `"${text}"`).join(' or ')

/** Which rows a filter means, as part of a sentence: `rows of "spam" with "prize"`. */
export const describeFilter = ({ search, labels, split, rowNumbers, columns }: RowFilter): string => {
  const parts: string[] = []
  if (labels) parts.push(`of ${list(labels)}`)
  if (split) parts.push(`in ${split}`)
  if (search) parts.push(`with "${search.slice(0, 60)}"`)
  if (rowNumbers) parts.push(`by number`)
  if (columns) parts.push(`by ${[...new Set(columns.map(({ column }) => `"${column}"`))].join(', ')}`)
  return ['rows', ...parts].join(' ')
}
