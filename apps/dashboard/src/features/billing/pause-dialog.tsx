import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import type { SubscriptionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'

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

/** Mounted while it is open. */
export function PauseDialog({
  subscription,
  onClose,
}: {
  subscription: SubscriptionView
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
    <FormDialog
      title={`Pause ${subscription.plan.name}`}
      action="Pause now"
      cancel="Keep it running"
      testId="confirm-pause"
      work={pause}
      byClickOnly
      onSubmit={() => pause.mutate({ resumesAt: length === 'open' ? null : monthsFromNow(Number(length)) })}
      onClose={onClose}
    >
      <ul className="grid list-disc gap-1.5 pl-5 text-sm">
        <li>Calls are refused and training stops immediately. Your data and models stay.</li>
        <li>Usage so far is billed now. Renewals during the pause are not charged.</li>
        <li>
          Your paid time keeps running until {formatDay(subscription.renewsAt)}. If you resume later, a new
          period starts and is charged then.
        </li>
      </ul>
      <SelectField label="How long" value={length} onChange={setLength} options={lengths} />
    </FormDialog>
  )
}
