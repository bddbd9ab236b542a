import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import type { SubscriptionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'

const lengths = [
  { value: 'open', label: 'Until I resume it' },
  { value: '1', label: 'For a month' },
  { value: '3', label: 'For three months' },
  { value: '6', label: 'For six months' },
] as const
type Length = (typeof lengths)[number]['value']

const monthsFromNow = (months: number): Date => {
  const at = new Date()
  at.setMonth(at.getMonth() + months)
  return at
}

export function PauseDialog({
  subscription,
  open,
  onClose,
}: {
  subscription: SubscriptionView
  open: boolean
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [length, setLength] = useState<Length>('open')
  const pause = useMutation(
    trpc.billing.pause.mutationOptions({
      onSuccess: async () => {
        onClose()
        toastDone('The subscription is paused.')
        await queries.invalidateQueries(trpc.billing.pathFilter())
      },
    }),
  )
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={`Pause ${subscription.plan.name}`} locked={pause.isPending}>
        <DialogBody>
          <ul className="grid list-disc gap-1.5 pl-5 text-sm">
            <li>From now on calls are refused and nothing is trained. Data and models stay.</li>
            <li>What was used so far is billed now. Renewals within the pause are not charged.</li>
            <li>
              What is paid until {formatDay(subscription.renewsAt)} runs on. If you resume after that, a new
              period starts and is charged at that moment.
            </li>
          </ul>
          <Field label="How long">
            {(control) => <Select {...control} value={length} onChange={setLength} options={lengths} />}
          </Field>
          <FormError error={pause.error} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose} disabled={pause.isPending}>
            Keep it running
          </Button>
          <Button
            look="primary"
            pending={pause.isPending}
            onClick={() =>
              pause.mutate({ resumesAt: length === 'open' ? null : monthsFromNow(Number(length)) })
            }
            data-testid="confirm-pause"
          >
            Pause now
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
