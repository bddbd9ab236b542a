import { AlertDialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { describeError } from '../lib/errors.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Asks before something that cannot be taken back; stays open, with the reason, where it fails. */
export function ConfirmDialog({
  trigger,
  title,
  children,
  confirm,
  onConfirm,
  testId,
}: {
  trigger: ReactNode
  title: string
  children: ReactNode
  confirm: string
  onConfirm: () => Promise<unknown>
  testId?: string
}) {
  const [open, setOpen] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function run() {
    setPending(true)
    setFailure(null)
    try {
      await onConfirm()
      setOpen(false)
    } catch (error) {
      setFailure(describeError(error).message)
    } finally {
      setPending(false)
    }
  }
  return (
    <AlertDialog.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setFailure(null)
      }}
    >
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/40 dark:bg-black/60" />
        <AlertDialog.Content className="float-in -translate-x-1/2 fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md rounded-2xl border border-line bg-raised p-6 shadow-float focus:outline-none">
          <AlertDialog.Title className="font-semibold text-base">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-soft text-sm">{children}</div>
          </AlertDialog.Description>
          {failure && (
            <Notice tone="bad" className="mt-4">
              {failure}
            </Notice>
          )}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Keep it</Button>
            </AlertDialog.Cancel>
            <Button look="danger" pending={pending} onClick={run} data-testid={testId}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
