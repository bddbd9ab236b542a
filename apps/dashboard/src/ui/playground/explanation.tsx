import type { Attribution } from '@assay/ml-core/schema'
import { attributionSegments } from '../../lib/attribution.ts'
import { cn } from '../../lib/class-names.ts'

const signed = (weight: number) => `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`

export const Key = () => (
  <p className="flex gap-4 text-faint text-xs">
    <span className="flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-sm" style={{ background: 'rgb(var(--heat) / 0.5)' }} />
      supports it
    </span>
    <span className="flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-sm" style={{ background: 'rgb(var(--miss) / 0.5)' }} />
      against it
    </span>
  </p>
)

/** The text itself, each part tinted by how much it speaks for (or, underlined, against) the answer. */
export function TextAttributions({
  text,
  attributions,
}: {
  text: string
  attributions: readonly Attribution[]
}) {
  const segments = attributionSegments(text, attributions)
  return (
    <div className="grid gap-3">
      <p
        data-testid="explanation"
        className="max-h-56 overflow-y-auto whitespace-pre-wrap break-words rounded-lg bg-sunken/60 p-3 text-sm leading-7"
      >
        {segments.map((segment) =>
          segment.weight === 0 ? (
            <span key={segment.start}>{segment.text}</span>
          ) : (
            <mark
              key={segment.start}
              title={signed(segment.weight)}
              className={cn(
                'rounded-sm bg-transparent px-0.5 text-ink',
                segment.weight < 0 && 'underline decoration-dotted underline-offset-4',
              )}
              style={{
                background: `rgb(var(--${segment.weight > 0 ? 'heat' : 'miss'}) / ${(0.08 + 0.4 * Math.abs(segment.weight)).toFixed(2)})`,
              }}
            >
              {segment.text}
            </mark>
          ),
        )}
      </p>
      <Key />
    </div>
  )
}

/** Bars to the right speak for the answer, to the left against it. */
export function ColumnAttributions({ attributions }: { attributions: readonly Attribution[] }) {
  const strongest = Math.max(1e-9, ...attributions.map((one) => Math.abs(one.weight)))
  const ordered = [...attributions].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 12)
  return (
    <div className="grid gap-3">
      <ul className="grid gap-1.5" data-testid="explanation">
        {ordered.map((one) => {
          const half = (50 * Math.abs(one.weight)) / strongest
          return (
            <li
              key={one.feature}
              className="grid grid-cols-[8rem_minmax(0,1fr)_3.5rem] items-center gap-3 text-[13px]"
            >
              <span className="truncate" title={one.feature}>
                {one.feature}
              </span>
              <span aria-hidden className="relative h-3 rounded bg-sunken">
                <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
                <span
                  className="absolute inset-y-0 rounded-sm"
                  style={{
                    width: `${half}%`,
                    [one.weight > 0 ? 'left' : 'right']: '50%',
                    background: `rgb(var(--${one.weight > 0 ? 'heat' : 'miss'}) / 0.75)`,
                  }}
                />
              </span>
              <span className="figure text-right text-faint">{signed(one.weight)}</span>
            </li>
          )
        })}
      </ul>
      <Key />
    </div>
  )
}
