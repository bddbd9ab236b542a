import type { ColumnProfile, DatasetProfile, IngestOptions, LabelFormat } from '@assay/datasets/schema'

// No column is called so: names are trimmed.
export const wholeRow = ' every other column'
export const noColumn = ' none'
export const severalColumns = ' several columns'

/** What the form holds; the sentinels above stand for "not one column". */
export type ColumnChoice = {
  label: string | undefined
  format: LabelFormat
  indicators: string[]
  input: string
  weight: string
}

export type AskedColumns = Omit<Partial<IngestOptions>, 'seed'>

/** As the verbs take it; null while something is missing. */
export function readChoice({ label, format, indicators, input, weight }: ColumnChoice): AskedColumns | null {
  if (!label || (label === severalColumns && indicators.length < 2)) return null
  return {
    ...(label === severalColumns
      ? { indicatorColumns: indicators }
      : { labelColumn: label, labelFormat: format }),
    ...(input === wholeRow ? { kind: 'table' } : { kind: 'text', textColumn: input }),
    ...(weight !== noColumn && { weightColumn: weight }),
  }
}

/** How a version was read, as the choice to start from. */
export function choiceOf(profile: DatasetProfile): ColumnChoice {
  const isIndicator = (column: ColumnProfile) => column.note?.startsWith('A 1 in it is the label') ?? false
  const indicators = profile.columns.filter(isIndicator).map((column) => column.name)
  return {
    label: indicators.length > 0 ? severalColumns : profile.labelColumn,
    format: profile.multiLabel ? 'array' : 'single',
    indicators,
    input: profile.textColumn ?? wholeRow,
    weight: profile.weightColumn ?? noColumn,
  }
}

export const formatOptions: readonly { value: LabelFormat; label: string }[] = [
  { value: 'single', label: 'One label' },
  { value: 'array', label: 'Several: a JSON array' },
  { value: '|', label: 'Several, with | between them' },
  { value: ';', label: 'Several, with ; between them' },
  { value: ',', label: 'Several, with , between them' },
]

export const canBeIndicator = ({ type, distinct }: ColumnProfile): boolean =>
  distinct <= 2 && (type === 'number' || type === 'boolean')
