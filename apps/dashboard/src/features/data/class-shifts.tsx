import { formatCount } from '../../lib/format.ts'
import type { DatasetComparison } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'

const shown = 30

/** Each class's rows before and after: two bars, and what was won or lost. */
export function ClassShifts({ classes }: { classes: DatasetComparison['differences']['classes'] }) {
  const most = Math.max(1, ...classes.flatMap(({ from, to }) => [from, to]))
  const width = (count: number) => ({ width: `${(count / most) * 100}%` })
  return (
    <Card>
      <CardHeader title="Classes" description="The grey bar is the earlier version." />
      <CardBody>
        <ul aria-label="Classes" className="grid gap-3 text-[13px]">
          {classes.slice(0, shown).map(({ label, from, to }) => (
            <li key={label} className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1">
              <span className="truncate">{label}</span>
              <span className="figure text-faint">
                {formatCount(from)} → {formatCount(to)}
                {to !== from && ` (${to > from ? '+' : '−'}${formatCount(Math.abs(to - from))})`}
              </span>
              <span aria-hidden className="col-span-2 grid gap-0.5">
                <span className="h-1.5 rounded bg-line-strong" style={width(from)} />
                <span className="h-1.5 rounded bg-accent" style={width(to)} />
              </span>
            </li>
          ))}
        </ul>
        {classes.length > shown && (
          <p className="mt-3 text-[13px] text-faint">
            and {formatCount(classes.length - shown)} smaller classes
          </p>
        )}
      </CardBody>
    </Card>
  )
}
