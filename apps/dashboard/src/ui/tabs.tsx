import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { cn } from '../lib/class-names.ts'
import { useChosenInView } from './chosen-in-view.ts'

export type TabItem<T extends string> = { value: T; label: ReactNode; count?: ReactNode; content: ReactNode }

/** Tabs whose state lives with the caller, so that it can live in the URL. */
export function Tabs<T extends string>({
  value,
  onChange,
  items,
  label,
  className,
}: {
  value: T
  onChange: (value: T) => void
  items: readonly TabItem<T>[]
  label: string
  className?: string
}) {
  const list = useRef<HTMLDivElement>(null)
  useChosenInView(list, value)
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => {
        const item = items.find((candidate) => candidate.value === next)
        if (item) onChange(item.value)
      }}
      className={cn('min-w-0', className)}
    >
      <Radix.List
        ref={list}
        aria-label={label}
        className="mb-5 flex gap-5 overflow-x-auto border-line border-b [scrollbar-width:none]"
      >
        {items.map((item) => (
          <Radix.Trigger key={item.value} value={item.value} className={tabLook}>
            {item.label}
            {item.count !== undefined && (
              <span className="figure rounded-full bg-sunken px-1.5 text-faint text-xs">{item.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content key={item.value} value={item.value} className="outline-none" tabIndex={-1}>
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

export const tabLook =
  '-mb-px inline-flex shrink-0 items-center gap-1.5 border-transparent border-b-2 px-0.5 pt-1 pb-2.5 font-medium text-faint text-sm transition-colors hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink data-[status=active]:border-accent data-[status=active]:text-ink focus-visible:outline-offset-[-2px]'
