import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '../lib/class-names.ts'

export const Menu = Radix.Root
export const MenuTrigger = Radix.Trigger
export const MenuRadioGroup = Radix.RadioGroup

export const MenuContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      sideOffset={6}
      collisionPadding={8}
      className={cn(
        'float-in z-60 min-w-48 max-w-[min(20rem,94vw)] rounded-xl border border-line bg-raised p-1 shadow-float',
        className,
      )}
      {...rest}
    />
  </Radix.Portal>
)

const item =
  'flex cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-[disabled]:pointer-events-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint'

export const MenuItem = ({
  className,
  tone,
  ...rest
}: ComponentProps<typeof Radix.Item> & { tone?: 'danger' }) => (
  <Radix.Item className={cn(item, tone === 'danger' && 'text-bad [&_svg]:text-bad', className)} {...rest} />
)
export const MenuRadioItem = ({ className, ...rest }: ComponentProps<typeof Radix.RadioItem>) => (
  <Radix.RadioItem className={cn(item, className)} {...rest} />
)
export const MenuCheck = Radix.ItemIndicator
export const MenuLabel = ({ className, ...rest }: ComponentProps<typeof Radix.Label>) => (
  <Radix.Label className={cn('px-2.5 pt-1.5 pb-1 text-faint text-xs', className)} {...rest} />
)
export const MenuSeparator = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
