import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import type { SubscriptionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { BillLines } from './bill-lines.tsx'
import { type ItemsChoice, SelectionFields } from './selection-fields.tsx'

/**
 * Seats and add-ons of the running subscription, with the bill of the change before it is confirmed. Mounted while
 * it is open.
 */
export function ItemsDialog({
  subscription,
  onClose,
}: {
  subscription: SubscriptionView
  onClose: () => void
}) {
  const queries = useQueryClient()
  const before: ItemsChoice = { extraSeats: subscription.extraSeats, addOns: subscription.addOns }
  const [choice, setChoice] = useState(before)
  const [asked, setAsked] = useState<ItemsChoice | null>(null)
  const entitlements = useQuery(trpc.billing.entitlements.queryOptions())
  const preview = useQuery(
    trpc.billing.previewItems.queryOptions(asked ?? before, {
      enabled: asked !== null,
      gcTime: 0,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: false,
    }),
  )
  const change = useMutation(
    trpc.billing.changeItems.mutationOptions({
      onSuccess: async () => {
        onClose()
        toastDone('Seats and add-ons are changed.')
        await queries.invalidateQueries(trpc.billing.pathFilter())
      },
      onError: () => void preview.refetch(),
    }),
  )
  const same =
    choice.extraSeats === before.extraSeats &&
    [...choice.addOns].sort().join() === [...before.addOns].sort().join()
  const edit = (next: ItemsChoice) => {
    setChoice(next)
    setAsked(null)
    change.reset()
  }
  const shown = asked === null ? undefined : preview.data
  return (
    <FormDialog
      title="Seats and add-ons"
      description="Increases are prorated and charged now; decreases are credited to later invoices."
      cancel="Keep as is"
      {...(shown === undefined
        ? {
            action: 'Preview charges',
            testId: 'preview-items',
            work: { isPending: asked !== null && preview.isFetching, error: change.error },
            valid: !same,
            onSubmit: () => setAsked(choice),
          }
        : {
            action: 'Confirm the change',
            testId: 'confirm-items',
            work: change,
            valid: !preview.isFetching,
            onSubmit: () =>
              change.mutate({ ...choice, preview: { at: shown.at, totalMinor: shown.totalMinor } }),
          })}
      byClickOnly
      locked={change.isPending}
      onClose={onClose}
    >
      <SelectionFields
        version={subscription.plan.version}
        interval={subscription.interval}
        choice={choice}
        onChange={edit}
      />
      {entitlements.data && (
        <p className="text-[13px] text-faint">
          {plural(entitlements.data.seatsUsed, 'seat')} used by members and pending invitations.
        </p>
      )}
      {asked !== null && (
        <QueryView query={preview} skeleton={<CardSkeleton />}>
          {(one) => <BillLines preview={one} />}
        </QueryView>
      )}
    </FormDialog>
  )
}
