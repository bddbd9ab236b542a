import { cn } from '../../../lib/class-names.ts'
import { formatCount } from '../../../lib/format.ts'
import { Button } from '../../../ui/button.tsx'

/** The classes with their colours; each is a switch that hides and shows its rows. */
export function MapLegend({
  labels,
  counts,
  colours,
  isShared,
  hidden,
  onChange,
}: {
  labels: readonly string[]
  counts: readonly number[]
  colours: readonly string[]
  /** Rarer classes have one colour between them. */
  isShared: boolean
  hidden: ReadonlySet<number>
  onChange: (hidden: ReadonlySet<number>) => void
}) {
  const order = labels.map((_, label) => label).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
  const toggle = (label: number) => {
    const next = new Set(hidden)
    if (!next.delete(label)) next.add(label)
    onChange(next)
  }
  return (
    <div className="grid max-h-[min(66vh,44rem)] content-start gap-2 overflow-y-auto border-line border-t p-3 lg:border-t-0 lg:border-l">
      <div className="flex gap-1">
        <Button size="sm" look="ghost" disabled={hidden.size === 0} onClick={() => onChange(new Set())}>
          Show all
        </Button>
        <Button
          size="sm"
          look="ghost"
          disabled={hidden.size === labels.length}
          onClick={() => onChange(new Set(order))}
        >
          Hide all
        </Button>
      </div>
      <ul aria-label="Classes on the map" className="grid gap-0.5 text-[13px]">
        {order.map((label) => (
          <li key={label}>
            <button
              type="button"
              aria-pressed={!hidden.has(label)}
              className={cn(
                'flex w-full items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-sunken',
                hidden.has(label) && 'opacity-45',
              )}
              onClick={() => toggle(label)}
            >
              <span
                aria-hidden
                className="size-2.5 shrink-0 rounded-full"
                style={{ background: colours[label] }}
              />
              <span className="min-w-0 flex-1 truncate">{labels[label]}</span>
              <span className="figure text-faint">{formatCount(counts[label] ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
      {isShared && <p className="px-2 text-faint text-xs">Grey: the rarer classes.</p>}
    </div>
  )
}
