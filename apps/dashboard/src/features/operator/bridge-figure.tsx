import { formatMonth } from '../../lib/format.ts'
import { currencyDigits } from '../../lib/money.ts'
import type { RevenueView } from '../../lib/views.ts'
import { BarFigure, type ChartRow } from '../../ui/chart.tsx'
import { chartMoney } from './chart-money.ts'

type Month = RevenueView['currencies'][number]['mrrBridge'][number]

/** Each movement stands on what came before it, so that the eye adds them up. */
export const bridgeRows = (month: Month, digits: number): ChartRow[] => {
  const major = (minor: string) => Math.abs(Number(minor)) / 10 ** digits
  const start = major(month.startMinor)
  const rows: ChartRow[] = [{ step: 'Start', base: 0, level: start, up: null, down: null }]
  let level = start
  const ups = [
    ['New', month.newMinor],
    ['Reactivation', month.reactivationMinor],
    ['Expansion', month.expansionMinor],
  ] as const
  for (const [step, minor] of ups) {
    rows.push({ step, base: level, level: null, up: major(minor), down: null })
    level += major(minor)
  }
  const downs = [
    ['Contraction', month.contractionMinor],
    ['Churn', month.churnMinor],
  ] as const
  for (const [step, minor] of downs) {
    level -= major(minor)
    rows.push({ step, base: level, level: null, up: null, down: major(minor) })
  }
  rows.push({ step: 'End', base: 0, level: major(month.endMinor), up: null, down: null })
  return rows
}

export function BridgeFigure({ month, currency }: { month: Month; currency: string }) {
  return (
    <BarFigure
      label={`How MRR moved in ${formatMonth(month.month)}`}
      data={bridgeRows(month, currencyDigits(currency))}
      x="step"
      xName="Movement"
      formatY={chartMoney(currency)}
      series={[
        { key: 'base', name: 'Before', colour: 'transparent', spacer: true },
        { key: 'level', name: 'MRR', colour: 'var(--chart-1)' },
        { key: 'up', name: 'Gained', colour: 'var(--good)' },
        { key: 'down', name: 'Lost', colour: 'var(--bad)' },
      ]}
    />
  )
}
