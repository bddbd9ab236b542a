import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { cn } from '../lib/class-names.ts'
import { FigureMenu } from './figure-menu.tsx'
import { FigureTable } from './figure-table.tsx'
import { Skeleton } from './skeleton.tsx'

export type ChartSeries = {
  key: string
  name: string
  colour: string
  dashed?: boolean
  /** Draws the points too, each with an area in proportion to its value under this key. */
  dotSize?: string
  /** Draws the points too, all alike: one by itself makes no line. */
  dots?: boolean
  /** Level up to each point, from the one before: what a value holds for a stretch of x. */
  stepped?: boolean
  /** Only holds up what stands on it. */
  spacer?: boolean
  /** Left out of the legend; the tooltip names it. */
  unlisted?: boolean
}
export type ChartRow = Record<string, string | number | null>

export type FigureProps = {
  data: readonly ChartRow[]
  /** The key of the horizontal axis. */
  x: string
  /** What that axis shows, for the table and the file. */
  xName: string
  series: readonly ChartSeries[]
  formatX?: (value: string | number) => string
  formatY: (value: number) => string
  /** What the table and the file say beside the series. */
  further?: readonly { key: string; name: string; format: (value: number) => string }[]
  /** Drawn where there are several series, unless told. */
  legend?: boolean
}
export type LineFigureProps = FigureProps & {
  domain?: [number | 'auto' | 'dataMin', number | 'auto' | 'dataMax']
  xDomain?: [number, number]
  /** Draws the line on which x equals y. */
  diagonal?: boolean
  /** The one point that is being looked at. */
  mark?: { x: number; y: number }
}
export type BarFigureProps = FigureProps & {
  /** Side by side, to be compared; otherwise one upon the other, to be added. */
  grouped?: boolean
}

const LineChart = lazy(async () => ({ default: (await import('./chart-figures.tsx')).LineFigureChart }))
const BarChart = lazy(async () => ({ default: (await import('./chart-figures.tsx')).BarFigureChart }))

/** A drawing with its legend, the same as a table, and both to take away. */
function Figure({
  label,
  className,
  figure,
  children,
}: {
  label: string
  className: string
  figure: FigureProps
  children: ReactNode
}) {
  const { series, legend = series.length > 1 } = figure
  const [asTable, setAsTable] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  return (
    <figure aria-label={label} className="relative min-w-0">
      <figcaption className="mb-2 flex min-h-7 items-start justify-between gap-3">
        <span className="flex flex-wrap gap-x-4 gap-y-1 pt-1 text-[13px] text-faint">
          {legend &&
            series
              .filter((one) => !one.unlisted && !one.spacer)
              .map((one) => (
                <span key={one.key} className="flex items-center gap-1.5">
                  <span
                    aria-hidden
                    className={cn('h-0 w-4 border-t-2', one.dashed && 'border-dashed')}
                    style={{ borderColor: one.colour }}
                  />
                  {one.name}
                </span>
              ))}
        </span>
        <FigureMenu
          label={label}
          figure={figure}
          drawing={() => frame.current?.querySelector('svg') ?? null}
          asTable={asTable}
          onTable={setAsTable}
        />
      </figcaption>
      <div ref={frame} className={cn('h-56', className)}>
        {asTable ? (
          <FigureTable label={label} figure={figure} />
        ) : (
          <Suspense fallback={<Skeleton className="h-full" />}>{children}</Suspense>
        )}
      </div>
    </figure>
  )
}

/** Keeps its height while the drawing code loads, so that nothing on the page moves. */
export const LineFigure = ({
  label,
  className,
  ...props
}: LineFigureProps & { label: string; className?: string }) => (
  <Figure label={label} figure={props} className={className ?? ''}>
    <LineChart {...props} />
  </Figure>
)

export const BarFigure = ({
  label,
  className,
  ...props
}: BarFigureProps & { label: string; className?: string }) => (
  <Figure label={label} figure={props} className={className ?? ''}>
    <BarChart {...props} />
  </Figure>
)
