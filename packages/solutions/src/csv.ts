type Cell = string | number | null

const quote = (cell: Cell): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const writeCsv = (columns: readonly string[], rows: readonly (readonly Cell[])[]): Uint8Array =>
  new TextEncoder().encode(`${[columns, ...rows].map((row) => row.map(quote).join(',')).join('\n')}\n`)
