import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorInvoiceDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { EvidenceDialog } from './evidence-dialog.tsx'

type Dispute = OperatorInvoiceDetail['disputes'][number]

const looks: Record<Dispute['status'], { tone: Tone; label: string }> = {
  needs_response: { tone: 'warn', label: 'Needs a response' },
  under_review: { tone: 'accent', label: 'With the bank' },
  won: { tone: 'good', label: 'Won' },
  lost: { tone: 'bad', label: 'Lost to the bank' },
  warning_needs_response: { tone: 'warn', label: 'The bank asks' },
  warning_under_review: { tone: 'accent', label: 'With the bank' },
  warning_closed: { tone: 'neutral', label: 'Closed' },
  appeal_needs_response: { tone: 'warn', label: 'Appeal needs a response' },
  appeal_under_review: { tone: 'accent', label: 'Appeal with the bank' },
  prevented: { tone: 'neutral', label: 'Prevented' },
}

const reasons: Record<string, string> = {
  credit_not_processed: 'A credit never came',
  duplicate: 'Billed twice',
  fraudulent: 'Fraud',
  general: 'Not specified',
  product_not_received: 'Not received',
  product_unacceptable: 'Not as described',
  subscription_canceled: 'Cancelled before',
  unrecognized: 'Not recognised',
}

/** Payments of the invoice that a bank took back, and what the operator can answer. */
export function DisputesCard({ disputes }: { disputes: readonly Dispute[] }) {
  return (
    <Card>
      <CardHeader
        title="Disputes"
        description="The bank took a payment back. The invoice stays paid; the amount returns if the dispute is won."
      />
      <Table label="Disputes" className="border-line border-t">
        <thead>
          <tr>
            <Th>Status</Th>
            <Th>Reason</Th>
            <Th>Evidence due</Th>
            <Th align="right">Amount</Th>
            <Th align="right">Fee</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {disputes.map((one) => (
            <Tr key={one.id} data-testid="dispute-row">
              <Td className="whitespace-nowrap">
                <Badge tone={looks[one.status].tone} dot>
                  {looks[one.status].label}
                </Badge>
              </Td>
              <Td className="text-soft">{reasons[one.reason] ?? one.reason}</Td>
              <Td className="whitespace-nowrap text-soft">
                {one.answerable && one.evidenceDueAt !== null ? formatDay(one.evidenceDueAt) : '–'}
              </Td>
              <Td align="right">{formatMoney(one.amountMinor, one.currency)}</Td>
              <Td align="right">
                {one.feeMinor === null || one.feeCurrency === null
                  ? '–'
                  : formatMoney(one.feeMinor, one.feeCurrency)}
              </Td>
              <Td align="right">
                <Answers dispute={one} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

function Answers({ dispute }: { dispute: Dispute }) {
  const queries = useQueryClient()
  const [answering, setAnswering] = useState(false)
  const accept = useMutation(
    trpc.operator.acceptDispute.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.pathFilter())
        toastDone('The dispute is accepted.')
      },
    }),
  )
  const amount = formatMoney(dispute.amountMinor, dispute.currency)
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {dispute.answerable && (
        <>
          <Button size="sm" onClick={() => setAnswering(true)} data-testid="answer-dispute">
            Submit evidence
          </Button>
          <ConfirmDialog
            trigger={
              <Button size="sm" data-testid="accept-dispute">
                Accept
              </Button>
            }
            title="Accept this dispute?"
            confirm="Accept it"
            onConfirm={() => accept.mutateAsync({ disputeId: dispute.id })}
            testId="confirm-accept-dispute"
          >
            The dispute is lost: {amount} stay with the bank, and Stripe keeps its fee. It cannot be taken
            back.
          </ConfirmDialog>
        </>
      )}
      <Button size="sm" look="ghost" asChild>
        <a href={dispute.stripeUrl} target="_blank" rel="noreferrer">
          Stripe
          <ExternalLink />
        </a>
      </Button>
      {answering && <EvidenceDialog disputeId={dispute.id} onClose={() => setAnswering(false)} />}
    </span>
  )
}
