import { lazy, type ReactNode, Suspense } from 'react'
import { cn } from '../lib/class-names.ts'
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
  /** Left out of the legend; the tooltip names it. */
  unlisted?: boolean
}
type ChartRow = Record<string, string | number | null>

type FigureProps = {
  data: readonly ChartRow[]
  /** The key of the horizontal axis. */
  x: string
  series: readonly ChartSeries[]
  formatX?: (value: string | number) => string
  formatY: (value: number) => string
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

function Figure({
  label,
  series,
  legend = series.length > 1,
  className,
  children,
}: {
  label: string
  series: readonly ChartSeries[]
  legend?: boolean | undefined
  className?: string
  children: ReactNode
}) {
  return (
    <figure aria-label={label} className="min-w-0">
      {legend && (
        <figcaption className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-faint">
          {series
            .filter((one) => !one.unlisted)
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
        </figcaption>
      )}
      <div className={cn('h-56', className)}>
        <Suspense fallback={<Skeleton className="h-full" />}>{children}</Suspense>
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
  <Figure label={label} series={props.series} legend={props.legend} className={className ?? ''}>
    <LineChart {...props} />
  </Figure>
)

export const BarFigure = ({
  label,
  className,
  ...props
}: BarFigureProps & { label: string; className?: string }) => (
  <Figure label={label} series={props.series} legend={props.legend} className={className ?? ''}>
    <BarChart {...props} />
  </Figure>
)
