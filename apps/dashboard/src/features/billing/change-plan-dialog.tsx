import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { describeError } from '../../lib/errors.ts'
import type { BillingInterval, PlanView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { BillLines } from './bill-lines.tsx'

type Target = { plan: PlanView; interval: BillingInterval }

/** Shows what the change bills now; what is confirmed here is exactly what is billed. */
export function ChangePlanDialog({
  open,
  onClose,
  ...target
}: Target & { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      {open && <Content {...target} onClose={onClose} />}
    </Dialog>
  )
}

function Content({ plan, interval, onClose }: Target & { onClose: () => void }) {
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
    <DialogContent
      title={`Change to ${plan.name}, ${interval === 'year' ? 'yearly' : 'monthly'}`}
      description="The running period ends now and a new one starts with the new allowance."
      locked={change.isPending}
    >
      <DialogBody>
        <QueryView query={preview} skeleton={<CardSkeleton />}>
          {(one) => <BillLines preview={one} />}
        </QueryView>
        {change.error && <Notice tone="bad">{describeError(change.error).message}</Notice>}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose} disabled={change.isPending}>
          Keep my plan
        </Button>
        <Button
          look="primary"
          disabled={shown === undefined || preview.isFetching}
          pending={change.isPending}
          onClick={() =>
            shown !== undefined &&
            change.mutate({
              planId: plan.id,
              interval,
              preview: { at: shown.at, totalMinor: shown.totalMinor },
            })
          }
          data-testid="confirm-change-plan"
        >
          Confirm the change
        </Button>
      </DialogFooter>
    </DialogContent>
  )
}
