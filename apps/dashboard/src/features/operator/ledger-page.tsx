import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BookOpenText } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { downloadLedger } from '../../lib/download.ts'
import { formatMoment } from '../../lib/format.ts'
import { accountNames, causeNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { RefundTopUpDialog } from './refund-top-up-dialog.tsx'

const route = getRouteApi('/shell/operator/ledger')
const size = 50

export function LedgerPage() {
  return (
    <>
      <PageHeader
        title="Ledger"
        description="Double entry over all tenants: every invoice, payment, top-up and credit with its cause."
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
    <Card>
      <CardHeader
        title="Accounts"
        description="Debits above zero, credits below; each currency sums to zero."
      />
      <QueryView query={balances} skeleton={<TableSkeleton rows={4} />}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="px-5 pb-5 text-[13px] text-faint">Nothing has moved yet.</p>
          ) : (
            <Table label="Accounts" className="border-line border-t">
              <thead>
                <tr>
                  <Th>Account</Th>
                  <Th align="right">Balance</Th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Tr key={`${row.account} ${row.currency}`} data-testid="account-row">
                    <Td>{accountNames[row.account]}</Td>
                    <Td align="right">{formatMoney(row.amount, row.currency, { maxDigits: 4 })}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Card>
  )
}

function Journal() {
  const [refunding, setRefunding] = useState<string | null>(null)
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const journal = useQuery({
    ...trpc.operator.ledger.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      {refunding !== null && <RefundTopUpDialog grantId={refunding} onClose={() => setRefunding(null)} />}
      <ListTable
        label="Journal"
        query={journal}
        header={<CardHeader title="Journal" description="Newest first." />}
        columns={['When', 'Workspace', 'What', 'Account', { label: 'Amount', align: 'right' }]}
        row={(one) => (
          <Tr key={one.id} data-testid="journal-row">
            <Td className="whitespace-nowrap align-top text-soft">{formatMoment(one.at)}</Td>
            <Td className="max-w-48 truncate align-top">{one.workspaceName}</Td>
            <Td className="align-top">
              {causeNames[one.kind]}
              <span className="block text-[13px] text-faint">{one.description}</span>
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
            </Td>
            <Td className="align-top text-[13px]">
              {one.entries.map((entry) => (
                <span key={entry.account} className="block whitespace-nowrap">
                  {accountNames[entry.account]}
                </span>
              ))}
            </Td>
            <Td align="right" className="align-top text-[13px]">
              {one.entries.map((entry) => (
                <span key={entry.account} className="block">
                  {formatMoney(entry.amount, entry.currency, { maxDigits: 4 })}
                </span>
              ))}
            </Td>
          </Tr>
        )}
        paging={{ page, size, noun: 'movement', onPage: (next) => void navigate({ search: { page: next } }) }}
        empty={
          <EmptyState icon={BookOpenText} title="No movements yet" className="pt-6">
            The first one comes with a tenant’s first invoice or credits.
          </EmptyState>
        }
      />
    </>
  )
}
