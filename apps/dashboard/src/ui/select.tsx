import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { inputLook } from './field.tsx'

export type SelectOption<T extends string> = { value: T; label: ReactNode; disabled?: boolean }

export function Select<T extends string>({
  value,
  onChange,
  options,
  placeholder,
  className,
  ...trigger
}: {
  value: T | undefined
  onChange: (value: T) => void
  options: readonly SelectOption<T>[]
  placeholder?: string
} & Omit<ComponentProps<typeof Radix.Trigger>, 'value' | 'onChange'>) {
  const pick = (picked: string) => {
    const option = options.find((candidate) => candidate.value === picked)
    if (option) onChange(option.value)
  }
  return (
    <Radix.Root value={value ?? ''} onValueChange={pick}>
      <Radix.Trigger
        className={cn(
          inputLook,
          'flex h-9 items-center justify-between gap-2 text-left data-[placeholder]:text-faint [&>span]:truncate',
          className,
        )}
        {...trigger}
      >
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon asChild>
          <ChevronDown className="size-4 shrink-0 text-faint" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="float-in z-60 max-h-[min(20rem,var(--radix-select-content-available-height))] min-w-[max(10rem,var(--radix-select-trigger-width))] max-w-[min(28rem,94vw)] overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex cursor-default select-none items-center gap-2 rounded-md py-1.5 pr-2 pl-2 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken"
              >
                <span className="min-w-0 flex-1 truncate">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                </span>
                <Radix.ItemIndicator>
                  <Check className="size-4 text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
