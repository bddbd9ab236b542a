import type { CurvePoint, Family } from '@assay/ml-core/schema'
import { formatPercent } from '../lib/format.ts'
import { familyNames } from '../lib/names.ts'
import { type ChartSeries, LineFigure } from './chart.tsx'

const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)']

type Row = Record<string, number | null> & { epoch: number }

/** One row per epoch, one column per classifier and measure. */
function gather(
  curve: readonly CurvePoint[],
  measures: readonly (readonly [string, (point: CurvePoint) => number | null])[],
): Row[] {
  const rows = new Map<number, Row>()
  for (const point of curve) {
    const row: Row = rows.get(point.epoch) ?? { epoch: point.epoch }
    for (const [suffix, read] of measures) row[`${point.family}${suffix}`] = read(point)
    rows.set(point.epoch, row)
  }
  return [...rows.values()].sort((a, b) => a.epoch - b.epoch)
}

/** Twentieths around the values, within 0 … 1, and never empty: one constant value still gets an axis. */
function roundedDomain(shares: readonly number[]): [number, number] {
  if (shares.length === 0) return [0, 1]
  const to = Math.min(1, Math.ceil(Math.max(...shares) * 20) / 20)
  const from = Math.max(0, Math.min(Math.floor(Math.min(...shares) * 20) / 20, to - 0.05))
  return [Number(from.toFixed(2)), to]
}

const epochLabel = (value: string | number) => `Epoch ${typeof value === 'number' ? round(value) : value}`
const round = (value: number) => Number(value.toFixed(2))

/** Loss and validation accuracy by epoch, a colour per classifier. */
export function LearningCurve({ curve }: { curve: readonly CurvePoint[] }) {
  const families = [...new Set(curve.map((point) => point.family))]
  const colourOf = (family: Family) => colours[families.indexOf(family) % colours.length] ?? 'var(--chart-1)'
  const accuracyDomain = roundedDomain(
    curve.flatMap((point) => (point.validationAccuracy === null ? [] : [point.validationAccuracy])),
  )
  const loss: ChartSeries[] = families.flatMap((family) => [
    { key: `${family}:loss`, name: familyNames[family], colour: colourOf(family) },
    {
      key: `${family}:validation`,
      name: `${familyNames[family]}, validation`,
      unlisted: true,
      colour: colourOf(family),
      dashed: true,
    },
  ])
  const accuracy: ChartSeries[] = families.map((family) => ({
    key: `${family}:accuracy`,
    name: familyNames[family],
    colour: colourOf(family),
  }))
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      <div>
        <h3 className="mb-2 font-medium text-[13px] text-soft">Loss (dashed: validation)</h3>
        <LineFigure
          label="Loss by epoch"
          data={gather(curve, [
            [':loss', (point) => point.loss],
            [':validation', (point) => point.validationLoss],
          ])}
          x="epoch"
          xName="Epoch"
          series={loss}
          formatX={epochLabel}
          formatY={(value) => value.toFixed(2)}
          domain={[0, 'auto']}
        />
      </div>
      <div>
        <h3 className="mb-2 font-medium text-[13px] text-soft">Validation accuracy</h3>
        <LineFigure
          label="Validation accuracy by epoch"
          data={gather(curve, [[':accuracy', (point) => point.validationAccuracy]])}
          x="epoch"
          xName="Epoch"
          series={accuracy}
          formatX={epochLabel}
          formatY={(value) => formatPercent(value, accuracyDomain[1] - accuracyDomain[0] < 0.06 ? 1 : 0)}
          domain={accuracyDomain}
          legend
        />
      </div>
    </div>
  )
}
