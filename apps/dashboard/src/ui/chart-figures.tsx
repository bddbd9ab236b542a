import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { BarFigureProps, ChartSeries, LineFigureProps } from './chart.tsx'

// Only ever loaded lazily, through chart.tsx: recharts is the heaviest thing in the dashboard.

const axis = {
  stroke: 'var(--faint)',
  fontSize: 11.5,
  tickLine: false,
  axisLine: false,
  tickMargin: 8,
} as const

const margin = { top: 8, right: 8, bottom: 0, left: 0 }

type TooltipRow = { dataKey?: unknown; value?: unknown }

function ChartTooltip({
  active,
  label,
  payload,
  series,
  formatX,
  formatY,
}: {
  active?: boolean
  label?: unknown
  payload?: readonly TooltipRow[]
  series: readonly ChartSeries[]
  formatX: (value: string | number) => string
  formatY: (value: number) => string
}) {
  if (!active || !payload?.length) return null
  const heading = typeof label === 'number' || typeof label === 'string' ? formatX(label) : ''
  return (
    <div className="min-w-32 rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-float">
      <p className="mb-1 font-medium text-soft">{heading}</p>
      {series.map((one) => {
        const value = payload.find((row) => row.dataKey === one.key)?.value
        if (one.spacer || typeof value !== 'number') return null
        return (
          <p key={one.key} className="flex items-center gap-2">
            <span className="size-2 rounded-full" style={{ background: one.colour }} />
            <span className="text-soft">{one.name}</span>
            <span className="figure ml-auto pl-3 font-medium">{formatY(value)}</span>
          </p>
        )
      })}
    </div>
  )
}

/** Area, not radius, in proportion: an eye compares areas. */
function sizedDot(data: LineFigureProps['data'], key: string, colour: string) {
  const largest = Math.max(1, ...data.map((row) => Number(row[key] ?? 0)))
  return ({ cx, cy, index = 0 }: { cx?: number; cy?: number; index?: number }) => (
    <circle
      key={index}
      cx={cx}
      cy={cy}
      r={2.5 + 7 * Math.sqrt(Number(data[index]?.[key] ?? 0) / largest)}
      fill={colour}
      fillOpacity={0.85}
    />
  )
}

export function LineFigureChart({
  data,
  x,
  series,
  formatX = String,
  formatY,
  domain = ['auto', 'auto'],
  xDomain,
  diagonal,
  mark,
}: LineFigureProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...data]} margin={margin} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey={x}
          type="number"
          domain={xDomain ?? ['dataMin', 'dataMax']}
          tickFormatter={formatX}
          allowDecimals={xDomain !== undefined}
          {...axis}
        />
        <YAxis width={54} domain={domain} tickFormatter={formatY} {...axis} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={(props) => (
            <ChartTooltip
              active={props.active}
              label={props.label}
              payload={props.payload}
              series={series}
              formatX={formatX}
              formatY={formatY}
            />
          )}
        />
        {diagonal && (
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]}
            stroke="var(--line-strong)"
            strokeDasharray="4 4"
          />
        )}
        {series.map((one) => (
          <Line
            key={one.key}
            dataKey={one.key}
            name={one.name}
            type={one.stepped ? 'stepBefore' : 'linear'}
            stroke={one.colour}
            strokeWidth={2}
            {...(one.dashed ? { strokeDasharray: '5 4' } : {})}
            dot={
              one.dotSize
                ? sizedDot(data, one.dotSize, one.colour)
                : one.dots
                  ? { r: 2, fill: one.colour }
                  : false
            }
            activeDot={{ r: 4, strokeWidth: 0 }}
            connectNulls
            isAnimationActive={false}
          />
        ))}
        {mark && (
          <ReferenceDot
            x={mark.x}
            y={mark.y}
            r={6}
            fill="var(--surface)"
            stroke="var(--ink)"
            strokeWidth={2.5}
            zIndex={1000}
          />
        )}
      </LineChart>
    </ResponsiveContainer>
  )
}

export function BarFigureChart({ data, x, series, formatX = String, formatY, grouped }: BarFigureProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...data]} margin={margin} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis dataKey={x} tickFormatter={formatX} minTickGap={24} {...axis} />
        <YAxis width={52} tickFormatter={formatY} allowDecimals={grouped === true} {...axis} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)' }}
          content={(props) => (
            <ChartTooltip
              active={props.active}
              label={props.label}
              payload={props.payload}
              series={series}
              formatX={formatX}
              formatY={formatY}
            />
          )}
        />
        {series.map((one, index) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.name}
            {...(grouped ? {} : { stackId: 'all' })}
            fill={one.colour}
            maxBarSize={36}
            radius={grouped || index === series.length - 1 ? [4, 4, 0, 0] : 0}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}
