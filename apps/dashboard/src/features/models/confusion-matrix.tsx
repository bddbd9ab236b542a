import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'

export type Cell = { actual: number; predicted: number }

const arrows: Record<string, readonly [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function cellOf(event: MouseEvent | KeyboardEvent): Cell | null {
  const target = event.target instanceof Element ? event.target.closest('td') : null
  const { actual, predicted } = target?.dataset ?? {}
  return actual === undefined || predicted === undefined
    ? null
    : { actual: Number(actual), predicted: Number(predicted) }
}

/** Black or white, whichever keeps a contrast of 4.5 on the tint in each theme. */
function inkOn(right: boolean, strength: number): string {
  if (strength === 0) return 'text-faint'
  const light = right && strength > 0.85 ? 'text-white' : 'text-black'
  const dark = strength > (right ? 0.76 : 0.7) ? 'dark:text-black' : 'dark:text-white'
  return `${light} ${dark}`
}

/**
 * `confusion[actual][predicted]` as a heat map. Colour is the share of the true class, so that rare classes
 * show as strongly as frequent ones: correct answers in the accent colour, mistakes in the warm one. One stop
 * for the Tab key; arrow keys walk the cells, Enter chooses.
 */
export function ConfusionMatrix({
  labels,
  confusion,
  selected,
  onSelect,
}: {
  labels: readonly string[]
  confusion: readonly (readonly number[])[]
  selected: Cell | null
  onSelect: (cell: Cell | null) => void
}) {
  const grid = useRef<HTMLTableElement>(null)
  const [at, setAt] = useState<Cell>(selected ?? { actual: 0, predicted: 0 })
  const [hover, setHover] = useState<Cell | null>(null)
  const compact = labels.length > 12
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0))
  const all = Math.max(
    1,
    totals.reduce((sum, total) => sum + total, 0),
  )
  const rightShare = confusion.reduce((sum, row, actual) => sum + (row[actual] ?? 0), 0) / all
  const describe = ({ actual, predicted }: Cell) => {
    const count = confusion[actual]?.[predicted] ?? 0
    const share = formatPercent(count / Math.max(1, totals[actual] ?? 0))
    return `“${labels[actual]}” answered as “${labels[predicted]}”: ${formatCount(count)} (${share})`
  }
  const choose = (cell: Cell) => {
    setAt(cell)
    const same = selected?.actual === cell.actual && selected.predicted === cell.predicted
    onSelect(same ? null : cell)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const cell = cellOf(event)
    if (!cell) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      choose(cell)
      return
    }
    const step = arrows[event.key]
    if (!step) return
    event.preventDefault()
    const clamp = (value: number) => Math.min(labels.length - 1, Math.max(0, value))
    const next = { actual: clamp(cell.actual + step[0]), predicted: clamp(cell.predicted + step[1]) }
    setAt(next)
    grid.current
      ?.querySelector<HTMLElement>(`td[data-actual="${next.actual}"][data-predicted="${next.predicted}"]`)
      ?.focus()
  }
  return (
    <div className="grid min-w-0 justify-items-start gap-2">
      <div className="max-h-[36rem] max-w-full overflow-auto pb-1">
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take part
          role="grid"
          aria-label="Confusion matrix; arrow keys move, Enter lists the errors of a cell"
          data-testid="confusion-matrix"
          className="border-separate border-spacing-[3px] text-[13px]"
          onClick={(event) => {
            const cell = cellOf(event)
            if (cell) choose(cell)
          }}
          onKeyDown={onKeyDown}
          onMouseOver={(event) => setHover(cellOf(event))}
          onMouseLeave={() => setHover(null)}
          onFocus={(event) => {
            const { actual, predicted } = event.target.dataset
            if (actual !== undefined) setHover({ actual: Number(actual), predicted: Number(predicted) })
          }}
          onBlur={() => setHover(null)}
        >
          <thead>
            <tr>
              <td className="sticky left-0 bg-surface pr-3 text-right align-bottom text-faint text-xs">
                true ↓ answer →
              </td>
              {labels.map((label) => (
                <th key={label} scope="col" title={label} className="p-0 align-bottom font-medium text-soft">
                  <span
                    className={cn(
                      'block truncate',
                      compact ? 'max-h-24 w-5 py-1 text-[11px] [writing-mode:vertical-rl]' : 'w-20 px-1 pb-1',
                    )}
                  >
                    {label}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, actual) => (
              <tr key={label}>
                <th
                  scope="row"
                  title={label}
                  className="sticky left-0 max-w-40 truncate bg-surface pr-3 text-right font-medium text-soft"
                >
                  {label}
                </th>
                {labels.map((answer, predicted) => {
                  const count = confusion[actual]?.[predicted] ?? 0
                  const share = count / Math.max(1, totals[actual] ?? 0)
                  const right = actual === predicted
                  const strength =
                    count === 0 ? 0 : right ? 0.12 + 0.88 * share : 0.16 + 0.84 * Math.sqrt(share)
                  const isSelected = selected?.actual === actual && selected.predicted === predicted
                  return (
                    <td
                      key={answer}
                      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: see the table's role
                      role="gridcell"
                      tabIndex={at.actual === actual && at.predicted === predicted ? 0 : -1}
                      data-actual={actual}
                      data-predicted={predicted}
                      aria-selected={isSelected}
                      aria-label={describe({ actual, predicted })}
                      style={{
                        background:
                          count === 0
                            ? 'var(--sunken)'
                            : `rgb(var(--${right ? 'heat' : 'miss'}) / ${strength.toFixed(3)})`,
                      }}
                      className={cn(
                        'figure cursor-pointer rounded-md text-center transition-shadow hover:ring-2 hover:ring-line-strong focus-visible:outline-offset-1',
                        compact ? 'size-5 min-w-5 text-[0px]' : 'h-12 w-20 font-medium',
                        inkOn(right, strength),
                        isSelected && 'ring-2 ring-ink hover:ring-ink',
                      )}
                    >
                      {formatCount(count)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p aria-hidden className="h-5 text-[13px] text-faint">
        {hover
          ? describe(hover)
          : `${formatPercent(rightShare, 2)} of ${formatCount(all)} test rows lie on the diagonal. Hover over a cell for details.`}
      </p>
    </div>
  )
}
