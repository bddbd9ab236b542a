import { useQuery } from '@tanstack/react-query'
import { BookOpenText } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { downloadLedger } from '../../lib/download.ts'
import { accountNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { MomentCell, MovementCells } from '../../ui/ledger-cells.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { RefundTopUpDialog } from './refund-top-up-dialog.tsx'

export function LedgerPage() {
  return (
    <>
      <PageHeader
        title="Ledger"
        description="Double entry across all tenants: every invoice, payment, top-up and credit, with its cause."
        actions={
          <Button
            onClick={() => void downloadLedger('journal').catch(toastError)}
            data-testid="export-journal"
          >
            Export the journal
          </Button>
        }
      />
      <div className="grid gap-6">
        <Balances />
        <Journal />
      </div>
    </>
  )
}

function Balances() {
  const balances = useQuery(trpc.operator.ledgerBalances.queryOptions())
  return (
    <ListTable
      label="Accounts"
      query={balances}
      header={
        <CardHeader
          title="Accounts"
          description="Debits are positive, credits negative. Each currency sums to zero."
        />
      }
      columns={['Account', ...numericColumns('Balance')]}
      row={(row) => (
        <Tr key={`${row.account} ${row.currency}`} data-testid="account-row">
          <Td>{accountNames[row.account]}</Td>
          <Td align="right">{formatMoney(row.amount, row.currency, { maxDigits: 4 })}</Td>
        </Tr>
      )}
      loadingRows={4}
      empty="No movements yet."
    />
  )
}

function Journal() {
  const [refunding, setRefunding] = useState<string | null>(null)
  const journal = usePagedQuery(usePageInAddress(), 50, (window) => trpc.operator.ledger.queryOptions(window))
  return (
    <>
      {refunding !== null && <RefundTopUpDialog grantId={refunding} onClose={() => setRefunding(null)} />}
      <ListTable
        label="Journal"
        query={journal}
        header={<CardHeader title="Journal" description="Newest first." />}
        columns={['When', 'Workspace', 'Item', 'Account', ...numericColumns('Amount')]}
        row={(one) => (
          <Tr key={one.id} data-testid="journal-row">
            <MomentCell at={one.at} />
            <Td className="max-w-48 truncate align-top">{one.workspaceName}</Td>
            <MovementCells movement={one}>
              {one.kind === 'top_up' && (
                <Button
                  size="sm"
                  className="mt-1"
                  onClick={() => setRefunding(one.sourceId)}
                  data-testid="refund-top-up"
                >
                  Refund
                </Button>
              )}
            </MovementCells>
          </Tr>
        )}
        noun="movement"
        empty={
          <EmptyState icon={BookOpenText} title="No movements yet" className="pt-6">
            The first one comes with a tenant’s first invoice or credits.
          </EmptyState>
        }
      />
    </>
  )
}
