import { Download } from 'lucide-react'
import { formatDay } from '../lib/format.ts'
import { formatMoney } from '../lib/money.ts'
import type { CreditNoteView, InvoiceDetail, RefundView } from '../lib/views.ts'
import { Badge, type Tone } from './badge.tsx'
import { Button } from './button.tsx'
import { Card, CardBody, CardHeader } from './card.tsx'
import { DataTable, numericColumns } from './data-table.tsx'
import { Td, Tr } from './table.tsx'

export const creditReasons: Record<string, string> = {
  duplicate: 'Billed twice',
  fraudulent: 'Fraud',
  order_change: 'Order changed',
  product_unsatisfactory: 'Not satisfied',
  requested_by_customer: 'Requested by the customer',
}

const refundLooks: Record<RefundView['status'], { tone: Tone; label: string }> = {
  pending: { tone: 'accent', label: 'Processing' },
  requires_action: { tone: 'warn', label: 'Waiting for action' },
  succeeded: { tone: 'good', label: 'Refunded' },
  failed: { tone: 'bad', label: 'Failed' },
  canceled: { tone: 'neutral', label: 'Cancelled' },
}

/** Where the money of a credit note went. */
const waysOf = (note: CreditNoteView): string => {
  const money = (minor: string) => formatMoney(minor, note.currency)
  return [
    note.forgivenMinor !== '0' && `${money(note.forgivenMinor)} forgiven`,
    note.refundedMinor !== '0' && `${money(note.refundedMinor)} refunded`,
    note.balanceMinor !== '0' && `${money(note.balanceMinor)} credited to future invoices`,
    note.outsideMinor !== '0' && `${money(note.outsideMinor)} refunded by other means`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Credit notes and refunds of an invoice. */
export function CorrectionsCard({
  creditNotes,
  refunds,
  onDownload,
}: {
  creditNotes: readonly CreditNoteView[]
  refunds: readonly RefundView[]
  /** Saves a credit note; absent where it is not this person's to take away. */
  onDownload?: (id: string) => void
}) {
  return (
    <Card>
      <CardHeader title="Corrections" description="Credit notes and refunds to the card." />
      <DataTable
        label="Corrections"
        className="border-line border-t"
        columns={['Document', 'Issue date', 'Reason', 'Resolution', ...numericColumns('Amount')]}
        actions={onDownload !== undefined}
        rows={creditNotes}
        row={(note) => (
          <Tr key={note.id} data-testid="credit-note-row">
            <Td className="whitespace-nowrap font-medium">
              {note.number} {note.status === 'void' && <Badge>Void</Badge>}
            </Td>
            <Td className="whitespace-nowrap text-faint">{formatDay(note.issuedAt)}</Td>
            <Td className="min-w-40 text-soft">
              {note.reason === null ? '–' : (creditReasons[note.reason] ?? note.reason)}
              {note.memo && <span className="block text-[13px] text-faint">{note.memo}</span>}
            </Td>
            <Td className="min-w-48 text-soft">{waysOf(note)}</Td>
            <Td align="right">{formatMoney(note.totalMinor, note.currency)}</Td>
            {onDownload && (
              <Td align="right">
                <Button size="sm" onClick={() => onDownload(note.id)} data-testid="credit-note-pdf">
                  <Download />
                  PDF
                </Button>
              </Td>
            )}
          </Tr>
        )}
      >
        {refunds.map((one) => (
          <Tr key={one.id} data-testid="refund-row">
            <Td className="font-medium">Refund</Td>
            <Td className="whitespace-nowrap text-faint">{formatDay(one.issuedAt)}</Td>
            <Td className="text-soft">
              {one.reason === null ? '–' : (creditReasons[one.reason] ?? one.reason)}
            </Td>
            <Td>
              <Badge tone={refundLooks[one.status].tone} dot>
                {refundLooks[one.status].label}
              </Badge>
            </Td>
            <Td align="right">{formatMoney(one.amountMinor, one.currency)}</Td>
            {onDownload && <Td />}
          </Tr>
        ))}
      </DataTable>
    </Card>
  )
}

/** What an invoice comes to, under its lines. */
export function InvoiceTotals({ invoice }: { invoice: InvoiceDetail }) {
  const money = (minor: string) => formatMoney(minor, invoice.currency)
  const rows = [
    ...(invoice.taxMinor === '0' ? [] : [['Tax included', money(invoice.taxMinor)] as const]),
    ['Total', money(invoice.totalMinor)] as const,
    ...(invoice.creditedMinor === '0'
      ? []
      : [['Corrected by credit notes', `−${money(invoice.creditedMinor)}`] as const]),
  ]
  return (
    <CardBody className="grid gap-1.5 pt-4 pb-4 text-sm">
      {rows.map(([name, value]) => (
        <div
          key={name}
          className={
            name === 'Total'
              ? 'flex justify-between gap-4 font-semibold'
              : 'flex justify-between gap-4 text-soft'
          }
        >
          <span>{name}</span>
          <span className="figure">{value}</span>
        </div>
      ))}
    </CardBody>
  )
}
