import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney, parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Facts } from '../../ui/facts.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Gives bought credits back to the card that paid them. */
export function RefundTopUpDialog({ grantId, onClose }: { grantId: string; onClose: () => void }) {
  const queries = useQueryClient()
  const topUp = useQuery(trpc.operator.topUp.queryOptions({ grantId }, { gcTime: 0 }))
  // Names this dialog's order: pressed twice, or sent again, it refunds once.
  const [reference] = useState(() => crypto.randomUUID())
  const [amount, setAmount] = useState('')
  const refund = useMutation(
    trpc.operator.refundTopUp.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.pathFilter())
        toastDone('The refund is on its way to the card.')
        onClose()
      },
    }),
  )
  const one = topUp.data
  const minor = one === undefined ? null : parseMoney(amount, one.currency)
  const left = one === undefined ? 0n : BigInt(one.paidMinor) - BigInt(one.refundedMinor)
  const valid = minor !== null && BigInt(minor) > 0n && BigInt(minor) <= left
  return (
    <FormDialog
      title="Refund a top-up"
      description="The money is refunded to the card, and the credits are removed from the wallet."
      action="Refund"
      testId="confirm-refund"
      work={refund}
      byClickOnly
      valid={valid}
      onSubmit={() => minor !== null && refund.mutate({ grantId, amountMinor: minor, reference })}
      onClose={onClose}
    >
      <QueryView query={topUp} skeleton={<CardSkeleton />}>
        {(paid) => {
          const money = (value: string) => formatMoney(value, paid.currency)
          return (
            <>
              <Facts
                items={[
                  ['Workspace', paid.workspaceName],
                  ['Paid', money(paid.paidMinor)],
                  ['Already refunded', money(paid.refundedMinor)],
                  ['Unspent', formatMoney(paid.unspent, paid.currency, { maxDigits: 4 })],
                ]}
              />
              <TextField
                label={`Amount in ${paid.currency.toUpperCase()}`}
                error={amount !== '' && !valid ? `At most ${money(left.toString())}.` : undefined}
                inputMode="decimal"
                value={amount}
                onType={setAmount}
                testId="refund-amount"
              />
              {valid && Number(minor) > Number(paid.unspent) && (
                <Notice tone="warn">
                  This exceeds the remaining credits. The part already spent is your loss.
                </Notice>
              )}
            </>
          )
        }}
      </QueryView>
    </FormDialog>
  )
}
