import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import type { BillingInterval, PlanView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { BillLines } from './bill-lines.tsx'

/** Shows what the change bills now; what is confirmed here is exactly what is billed. Mounted while it is open. */
export function ChangePlanDialog({
  plan,
  interval,
  onClose,
}: {
  plan: PlanView
  interval: BillingInterval
  onClose: () => void
}) {
  const queries = useQueryClient()
  const preview = useQuery(
    trpc.billing.previewPlanChange.queryOptions(
      { planId: plan.id, interval },
      { gcTime: 0, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
    ),
  )
  const change = useMutation(
    trpc.billing.changePlan.mutationOptions({
      onSuccess: async () => {
        onClose()
        toastDone(`You are on ${plan.name} now.`)
        await queries.invalidateQueries(trpc.billing.pathFilter())
      },
      // Another amount by now, or a refused card: show what holds now beside the reason.
      onError: () => void preview.refetch(),
    }),
  )
  const shown = preview.data
  return (
    <FormDialog
      title={`Change to ${plan.name}, ${interval === 'year' ? 'yearly' : 'monthly'}`}
      description="The current period ends now and a new one starts with the new allowance."
      cancel="Keep my plan"
      action="Confirm the change"
      testId="confirm-change-plan"
      work={change}
      byClickOnly
      valid={shown !== undefined && !preview.isFetching}
      onSubmit={() =>
        shown !== undefined &&
        change.mutate({ planId: plan.id, interval, preview: { at: shown.at, totalMinor: shown.totalMinor } })
      }
      onClose={onClose}
    >
      <QueryView query={preview} skeleton={<CardSkeleton />}>
        {(one) => <BillLines preview={one} />}
      </QueryView>
    </FormDialog>
  )
}
