import { sheetLine } from '@assay/datasets/csv'

type Figure = {
  data: readonly Readonly<Record<string, string | number | null>>[]
  x: string
  xName: string
  series: readonly { key: string; name: string }[]
}

/** A chart's numbers, unrounded: a line per point, a column per series. */
export const figureCsv = ({ data, x, xName, series }: Figure): string =>
  [
    [xName, ...series.map(({ name }) => name)],
    ...data.map((row) => [row[x], ...series.map(({ key }) => row[key])]),
  ]
    .map(sheetLine)
    .join('')
