import type { ComponentProps } from 'react'
import { cn } from '../lib/class-names.ts'

/** Scrolls sideways inside its card where the screen is narrow. The label names the region for a reader. */
export function Table({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'table'>, 'aria-label'> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto outline-offset-[-2px] first:rounded-t-[inherit] last:rounded-b-[inherit]"
    >
      <table className={cn('w-full border-collapse text-left text-sm', className)} {...rest} />
    </section>
  )
}

export const Th = ({ className, align, ...rest }: ComponentProps<'th'>) => (
  <th
    scope="col"
    className={cn(
      'whitespace-nowrap border-line border-b bg-sunken/50 px-4 py-2 font-medium text-faint text-xs first:pl-5 last:pr-5',
      align === 'right' && 'text-right',
      className,
    )}
    {...rest}
  />
)

export const Td = ({ className, align, ...rest }: ComponentProps<'td'>) => (
  <td
    className={cn(
      'border-line border-b px-4 py-2.5 align-middle first:pl-5 last:pr-5',
      align === 'right' && 'figure whitespace-nowrap text-right',
      className,
    )}
    {...rest}
  />
)

/** A row; where `onOpen` leads somewhere a link in its first cell must lead there too. */
export const Tr = ({ className, ...rest }: ComponentProps<'tr'>) => (
  <tr className={cn('transition-colors last:[&>td]:border-b-0', className)} {...rest} />
)

export const rowLook = 'relative hover:bg-sunken/60'
/** On a phone the row keeps what matters; the rest is one tap away. */
export const wideOnly = 'max-sm:hidden'
/** Put on the link in a row's first cell: the whole row becomes its target. */
export const rowLink =
  'font-medium text-ink after:absolute after:inset-0 after:content-[""] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent'
