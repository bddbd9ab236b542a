import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { currencyDigits, formatMoney, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { OperatorInvoiceDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { creditReasons } from '../../ui/corrections-card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'

const ways = [
  { value: 'refund', label: 'Refund to card' },
  { value: 'balance', label: 'Credited to future invoices' },
] as const
const reasonKeys = ['none', 'duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'] as const
const reasons = reasonKeys.map((value) => ({ value, label: creditReasons[value] ?? 'None of these' }))

/** A credit note over all of an invoice or a part of it; what is confirmed is what Stripe counted. */
export function CorrectInvoiceDialog({
  invoice,
  onClose,
}: {
  invoice: OperatorInvoiceDetail
  onClose: () => void
}) {
  const queries = useQueryClient()
  const { currency } = invoice
  const most = invoice.correctableMinor
  // Names this dialog's order: pressed twice, or sent again, it makes one credit note.
  const [reference] = useState(() => crypto.randomUUID())
  const [amount, setAmount] = useState(() => shiftDecimal(most, currencyDigits(currency)))
  const [to, setTo] = useState<(typeof ways)[number]['value']>('refund')
  const [reason, setReason] = useState<(typeof reasonKeys)[number]>('none')
  const [memo, setMemo] = useState('')
  const minor = parseMoney(amount, currency)
  const valid = minor !== null && BigInt(minor) > 0n && BigInt(minor) <= BigInt(most)
  const asked = useDeferredValue(minor)
  const why = reason === 'none' ? null : reason
  const preview = useQuery(
    trpc.operator.previewCorrection.queryOptions(
      { invoiceId: invoice.id, amountMinor: asked ?? '1', to, reason: why },
      { enabled: valid, gcTime: 0, refetchOnWindowFocus: false, retry: false },
    ),
  )
  const correct = useMutation(
    trpc.operator.correctInvoice.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.pathFilter())
        toastDone('Credit note issued.')
        onClose()
      },
    }),
  )
  const money = (value: string) => formatMoney(value, currency)
  return (
    <FormDialog
      title={`Credit ${invoice.number ?? 'invoice'}`}
      description="A finalised invoice cannot be changed. A credit note corrects it and is sent to the customer."
      action="Issue credit note"
      testId="confirm-correct"
      work={correct}
      byClickOnly
      valid={valid && preview.data !== undefined && !preview.isFetching}
      onSubmit={() =>
        minor !== null &&
        correct.mutate({ invoiceId: invoice.id, amountMinor: minor, to, reason: why, memo, reference })
      }
      onClose={onClose}
    >
      <TextField
        label={`Amount in ${currency.toUpperCase()}, tax included`}
        hint={`At most ${money(most)}.`}
        error={amount !== '' && !valid ? `Enter an amount above zero, up to ${money(most)}.` : undefined}
        inputMode="decimal"
        value={amount}
        onType={setAmount}
        testId="correct-amount"
      />
      <SelectField label="Return payment as" value={to} onChange={setTo} options={ways} />
      <SelectField label="Reason" value={reason} onChange={setReason} options={reasons} />
      <TextAreaField
        label="Note"
        hint="Shown to the customer on the credit note."
        maxLength={500}
        value={memo}
        onType={setMemo}
        controlClassName="min-h-16"
        testId="correct-memo"
      />
      {valid && (
        <QueryView query={preview} skeleton={<Skeleton className="h-28" />}>
          {(one) => (
            <section aria-label="Amount to be returned" className="rounded-lg bg-sunken px-4 py-3">
              <Facts
                items={[
                  ...one.lines.map((line) => [line.description, money(line.amountMinor)] as const),
                  ...(one.taxMinor === '0' ? [] : [['Tax included', money(one.taxMinor)] as const]),
                  ...(one.forgivenMinor === '0'
                    ? []
                    : [['Waived from amount due', money(one.forgivenMinor)] as const]),
                  ...(one.refundedMinor === '0'
                    ? []
                    : [['Refund to card', money(one.refundedMinor)] as const]),
                  ...(one.balanceMinor === '0'
                    ? []
                    : [['Credited to future invoices', money(one.balanceMinor)] as const]),
                ]}
              />
              <p
                className="mt-2 flex justify-between gap-4 border-line border-t pt-2 font-semibold text-sm"
                data-testid="correct-total"
              >
                <span>Credit note</span>
                <span className="figure">{money(one.totalMinor)}</span>
              </p>
            </section>
          )}
        </QueryView>
      )}
    </FormDialog>
  )
}
