import { cva, type VariantProps } from 'class-variance-authority'
import { LoaderCircle } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '../lib/class-names.ts'

const button = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-lg font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'bg-accent text-on-accent shadow-card hover:bg-accent-hover',
        secondary: 'border border-line-strong bg-surface text-ink shadow-card hover:bg-sunken',
        ghost: 'text-soft hover:bg-sunken hover:text-ink',
        danger: 'bg-bad-solid text-white shadow-card hover:brightness-110',
      },
      size: {
        sm: 'h-8 px-2.5 text-[13px]',
        md: 'h-9 px-3.5 text-sm',
        lg: 'h-10 px-4 text-sm',
        icon: 'size-9',
        iconSm: 'size-8',
      },
    },
    defaultVariants: { look: 'secondary', size: 'md' },
  },
)

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof button> & {
    /** Renders its only child (a link) with the button's looks. */
    asChild?: boolean
    pending?: boolean
  }

export function Button({
  look,
  size,
  asChild,
  pending,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cn(button({ look, size }), className)
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending && <LoaderCircle aria-hidden className="absolute animate-spin" />}
      {/* Out of sight but not out of mind: it stays the button's name. */}
      {pending ? <span className="inline-flex items-center gap-1.5 opacity-0">{children}</span> : children}
    </button>
  )
}
