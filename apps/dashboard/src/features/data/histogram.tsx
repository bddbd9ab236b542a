import type { ColumnFilter, ColumnHistogram } from '@assay/datasets/schema'
import { formatCompact, formatCount, formatDay, plural } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { RowsLink } from './rows/rows-link.tsx'

type HistogramBar = ColumnHistogram['bars'][number]

const filterOf = ({ column, of }: ColumnHistogram, { from, below }: HistogramBar): ColumnFilter => {
  if (of === 'length')
    return {
      column,
      ...(from !== null && { minLength: Math.max(0, Math.ceil(from)) }),
      ...(below !== null && { maxLength: Math.max(0, Math.ceil(below) - 1) }),
      // All of them, so that the link says something.
      ...(from === null && below === null && { minLength: 0 }),
    }
  return {
    column,
    ...(from !== null && { from }),
    ...(below !== null && { below }),
    ...(from === null && below === null && { missing: false }),
  }
}

/** How one column is spread; every bar leads to its rows. */
export function Histogram({
  version,
  histogram,
}: {
  version: DatasetVersionView
  histogram: ColumnHistogram
}) {
  const { column, of, bars } = histogram
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const shown = (value: number) => (of === 'date' ? formatDay(new Date(value)) : formatCompact(value))
  const nameOf = ({ from, below }: HistogramBar) =>
    `${from === null ? 'up' : shown(from)} to ${below === null ? 'the end' : shown(below)}`
  const [first, last] = [bars[0], bars.at(-1)]
  return (
    <figure
      aria-label={`${of === 'length' ? 'Lengths' : 'Values'} of ${column}`}
      className="grid min-w-0 gap-2"
    >
      <figcaption className="flex items-baseline justify-between gap-3 text-[13px]">
        <span className="truncate font-medium">{column}</span>
        <span className="shrink-0 text-faint">
          {of === 'length' ? <>characters</> : of === 'date' ? <>date</> : <>number</>}
        </span>
      </figcaption>
      <ul className="flex h-28 items-end gap-px border-line border-b">
        {bars.map((bar) => (
          <li key={`${bar.from} ${bar.below}`} className="flex h-full min-w-0 flex-1 items-end">
            <RowsLink
              version={version}
              search={{ where: [filterOf(histogram, bar)] }}
              title={`${nameOf(bar)}: ${plural(bar.count, 'row')}`}
              className="group flex h-full w-full items-end"
            >
              <span
                className="block w-full rounded-t-sm bg-chart-1 group-hover:bg-accent-hover group-focus-visible:bg-accent-hover"
                style={{ height: bar.count === 0 ? 0 : `max(2px, ${(100 * bar.count) / most}%)` }}
              />
            </RowsLink>
          </li>
        ))}
      </ul>
      <p className="figure flex justify-between gap-3 text-faint text-xs">
        <span>{first && (first.from === null ? `< ${shown(first.below ?? 0)}` : shown(first.from))}</span>
        <span>most: {formatCount(most)}</span>
        <span>{last && (last.below === null ? `≥ ${shown(last.from ?? 0)}` : shown(last.below))}</span>
      </p>
    </figure>
  )
}
