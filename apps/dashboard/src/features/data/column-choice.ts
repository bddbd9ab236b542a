import type { ColumnProfile, DatasetProfile, IngestOptions, LabelFormat } from '@assay/datasets/schema'

// No column is called so: names are trimmed.
export const wholeRow = ' all other columns'
export const noColumn = ' none'
export const severalColumns = ' several columns'

/** What the form holds; the sentinels above stand for "not one column". */
export type ColumnChoice = {
  label: string | undefined
  format: LabelFormat
  indicators: string[]
  input: string
  weight: string
  /** Left out, a column that is called so may give the splits. */
  split?: string
}

export type AskedColumns = Omit<Partial<IngestOptions>, 'seed'>

/** As the verbs take it; null while something is missing. */
export function readChoice({
  label,
  format,
  indicators,
  input,
  weight,
  split,
}: ColumnChoice): AskedColumns | null {
  if (!label || (label === severalColumns && indicators.length < 2)) return null
  return {
    ...(label === severalColumns
      ? { indicatorColumns: indicators }
      : { labelColumn: label, labelFormat: format }),
    ...(input === wholeRow ? { kind: 'table' } : { kind: 'text', textColumn: input }),
    ...(weight !== noColumn && { weightColumn: weight }),
    ...(split !== undefined && split !== label && split !== input && { splitColumn: split }),
  }
}

/** How a version was read, as the choice to start from. */
export function choiceOf(profile: DatasetProfile): ColumnChoice {
  const format = profile.multiLabel?.format ?? 'single'
  const labels = new Set(profile.classes.map((one) => one.label))
  // A column of 0 and 1 is called as its label is; one without a 1 is none.
  const indicators =
    format === 'indicators'
      ? profile.columns.flatMap(({ name, role }) => (role === 'ignored' && labels.has(name) ? [name] : []))
      : []
  return {
    label: format === 'indicators' ? severalColumns : profile.labelColumn,
    format: format === 'indicators' ? 'single' : format,
    indicators,
    input: profile.textColumn ?? wholeRow,
    weight: profile.weightColumn ?? noColumn,
    ...(profile.splitColumn !== undefined && { split: profile.splitColumn }),
  }
}

export const formatOptions: readonly { value: LabelFormat; label: string }[] = [
  { value: 'single', label: 'One label' },
  { value: 'array', label: 'Several: a JSON array' },
  { value: '|', label: 'Several, separated by |' },
  { value: ';', label: 'Several, separated by ;' },
  { value: ',', label: 'Several, separated by ,' },
]

export const canBeIndicator = ({ type, distinct }: ColumnProfile): boolean =>
  distinct <= 2 && (type === 'number' || type === 'boolean')
