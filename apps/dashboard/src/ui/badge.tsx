import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '../lib/class-names.ts'

const badge = cva(
  'inline-flex max-w-full items-center gap-1.5 whitespace-nowrap rounded-full px-2 py-px font-medium text-xs leading-5',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-soft',
        accent: 'bg-accent-soft text-accent-ink',
        good: 'bg-good-soft text-good',
        warn: 'bg-warn-soft text-warn',
        bad: 'bg-bad-soft text-bad',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type Tone = NonNullable<VariantProps<typeof badge>['tone']>

export function Badge({
  tone,
  dot,
  live,
  className,
  children,
  ...rest
}: ComponentProps<'span'> & { tone?: Tone; dot?: boolean; live?: boolean }) {
  return (
    <span className={cn(badge({ tone }), className)} {...rest}>
      {(dot || live) && (
        <span
          aria-hidden
          className={cn(
            'size-1.5 shrink-0 rounded-full bg-current',
            live && 'animate-[shimmer_1.2s_ease-in-out_infinite]',
          )}
        />
      )}
      <span className="truncate">{children}</span>
    </span>
  )
}
