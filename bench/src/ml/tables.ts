import type { Contestant } from './contestants.ts'
import type { Figures } from './figures.ts'

export interface SetFigures {
  set: string
  rows: { contestant: Contestant; figures: Figures }[]
}

/** Set and classifier, to the left; the figures are to the right. */
const namedColumns = 2
const headings = [
  'accuracy',
  'macro-F1',
  'ECE',
  'first fit s',
  'fit s',
  'fit CPU s',
  'one row µs',
  'rows/s',
  'peak MB',
  'our fit ÷ its',
  'CPU ÷ its',
]

/** For a terminal: one line for each contestant. */
export function plainTable({ set, rows }: SetFigures): string {
  const heading = set.padEnd(20) + headings.map((name) => name.padStart(14)).join('')
  const lines = rows.map(
    (row) =>
      nameOf(row.contestant).padEnd(20) +
      cellsOf(row, rows)
        .map((cell) => cell.padStart(14))
        .join(''),
  )
  return [heading, ...lines].join('\n')
}

/** For the documentation: all sets in one table, its columns as wide as what they hold. */
export function markdownTable(sets: readonly SetFigures[]): string {
  const body = sets.flatMap(({ set, rows }) =>
    rows.map((row, at) => [at === 0 ? set : '', nameOf(row.contestant), ...cellsOf(row, rows)]),
  )
  const head = ['set', 'classifier', ...headings]
  const widths = head.map((_, c) => Math.max(...[head, ...body].map((cells) => cells[c]?.length ?? 0)))
  const line = (cells: string[]) => {
    const padded = cells.map((cell, c) =>
      c < namedColumns ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0),
    )
    return `| ${padded.join(' | ')} |`
  }
  const rules = widths.map((width, c) => (c < namedColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rules), ...body.map(line)].join('\n')
}

function nameOf({ name, ours }: Contestant): string {
  return ours ? `Assay ${name}` : name
}

/** A peer is set beside our family of the same name, or else the first of ours. */
function cellsOf({ contestant, figures }: SetFigures['rows'][number], rows: SetFigures['rows']): string[] {
  const ours = rows.filter((row) => row.contestant.ours)
  const rival = (ours.find((row) => row.contestant.name === contestant.name) ?? ours[0])?.figures
  const ratio = (own: number | undefined, its: number) =>
    contestant.ours || own === undefined ? '' : (own / its).toFixed(2)
  return [
    percent(figures.accuracy, 2),
    percent(figures.macroF1, 2),
    figures.ece === null ? '–' : percent(figures.ece, 1),
    figures.firstFitSeconds.toFixed(3),
    figures.fitSeconds.toFixed(3),
    figures.fitCpuSeconds.toFixed(3),
    figures.microseconds.toFixed(1),
    Math.round(figures.perSecond).toLocaleString('en'),
    figures.peakMb.toFixed(0),
    ratio(rival?.fitSeconds, figures.fitSeconds),
    ratio(rival?.fitCpuSeconds, figures.fitCpuSeconds),
  ]
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`
}
