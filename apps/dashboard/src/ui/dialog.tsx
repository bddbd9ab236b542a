import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { Button } from './button.tsx'
import { rememberOpener, returnToOpener } from './return-focus.ts'

export const Dialog = Radix.Root

export function DialogContent({
  title,
  description,
  children,
  className,
  wide,
  locked,
  ...rest
}: {
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  wide?: boolean
  /** While something runs that closing by accident would lose. */
  locked?: boolean
} & Omit<ComponentProps<typeof Radix.Content>, 'title'>) {
  const hold = (event: Event) => {
    if (locked) event.preventDefault()
  }
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-50 bg-black/40 dark:bg-black/60" />
      <Radix.Content
        onOpenAutoFocus={rememberOpener}
        onCloseAutoFocus={returnToOpener}
        onInteractOutside={hold}
        onEscapeKeyDown={hold}
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'float-in -translate-x-1/2 fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] w-[calc(100vw-2rem)] flex-col rounded-2xl border border-line bg-raised shadow-float focus:outline-none',
          wide ? 'max-w-2xl' : 'max-w-lg',
          className,
        )}
        {...rest}
      >
        <header className="pt-5 pr-14 pb-1 pl-6">
          <div className="min-w-0">
            <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-0.5 text-[13px] text-faint">{description}</Radix.Description>
            )}
          </div>
        </header>
        {children}
        {!locked && (
          // Last, so that opening the dialog puts the focus on its first field instead.
          <Radix.Close asChild>
            <Button look="ghost" size="iconSm" aria-label="Close" className="absolute top-4 right-4">
              <X />
            </Button>
          </Radix.Close>
        )}
      </Radix.Content>
    </Radix.Portal>
  )
}

export const DialogBody = ({ className, ...rest }: ComponentProps<'div'>) => (
  <div className={cn('grid min-h-0 gap-4 overflow-y-auto px-6 py-4', className)} {...rest} />
)

export const DialogFooter = ({ className, ...rest }: ComponentProps<'footer'>) => (
  <footer
    className={cn('flex flex-wrap items-center justify-end gap-2 border-line border-t px-6 py-4', className)}
    {...rest}
  />
)
