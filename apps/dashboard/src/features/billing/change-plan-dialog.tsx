import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { trpc } from '../../lib/api.ts'
import { describeError } from '../../lib/errors.ts'
import { formatMoney } from '../../lib/money.ts'
import type { PlanView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'

/** Shows what the change bills now; what is confirmed here is exactly what is billed. */
export function ChangePlanDialog({
  plan,
  open,
  onClose,
}: {
  plan: PlanView
  open: boolean
  onClose: () => void
}) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      {open && <Content plan={plan} onClose={onClose} />}
    </Dialog>
  )
}

function Content({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const queries = useQueryClient()
  const preview = useQuery(
    trpc.billing.previewPlanChange.queryOptions(
      { planId: plan.id },
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
  const total = Number(shown?.totalMinor ?? '0')
  return (
    <DialogContent
      title={`Change to ${plan.name}`}
      description="The running period ends now and a new one starts with the new allowance."
      locked={change.isPending}
    >
      <DialogBody>
        <QueryView query={preview} skeleton={<CardSkeleton />}>
          {(one) => (
            <ul className="grid gap-2 text-sm" data-testid="change-lines">
              {one.lines.map((line, index) => (
                <Row
                  key={`${index} ${line.description}`}
                  amount={formatMoney(line.amountMinor, one.currency)}
                >
                  {line.description}
                </Row>
              ))}
              <Row strong amount={formatMoney(one.amountDueMinor, one.currency)}>
                Charged to your card now
              </Row>
            </ul>
          )}
        </QueryView>
        {shown !== undefined && total < 0 && (
          <Notice>
            {formatMoney((-total).toString(), shown.currency)} stay to your credit for the next invoices.
          </Notice>
        )}
        {shown !== undefined && !shown.creditsUnusedTime && (
          <Notice tone="warn">
            More of the allowance is used than of the period, so no unused time is given back.
          </Notice>
        )}
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
            change.mutate({ planId: plan.id, preview: { at: shown.at, totalMinor: shown.totalMinor } })
          }
          data-testid="confirm-change-plan"
        >
          Confirm the change
        </Button>
      </DialogFooter>
    </DialogContent>
  )
}

function Row({ children, amount, strong }: { children: ReactNode; amount: string; strong?: boolean }) {
  return (
    <li
      className={
        strong
          ? 'flex justify-between gap-4 border-line border-t pt-2 font-semibold'
          : 'flex justify-between gap-4'
      }
    >
      <span className="min-w-0 break-words">{children}</span>
      <span className="figure shrink-0">{amount}</span>
    </li>
  )
}
