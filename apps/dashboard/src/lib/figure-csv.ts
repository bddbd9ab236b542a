type Figure = {
  data: readonly Readonly<Record<string, string | number | null>>[]
  x: string
  xName: string
  series: readonly { key: string; name: string }[]
}

/** A spreadsheet takes what begins so for a formula. */
const formula = /^[=+\-@\t\r]/

const field = (value: string | number | null | undefined): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A chart's numbers, unrounded: a line per point, a column per series. */
export const figureCsv = ({ data, x, xName, series }: Figure): string =>
  [
    [xName, ...series.map(({ name }) => name)],
    ...data.map((row) => [row[x], ...series.map(({ key }) => row[key])]),
  ]
    .map((line) => `${line.map(field).join(',')}\r\n`)
    .join('')
