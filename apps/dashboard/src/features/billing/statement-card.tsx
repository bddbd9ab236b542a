import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BookOpenText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadLedger } from '../../lib/download.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DownloadButton } from './download-button.tsx'
import { LedgerTable } from './ledger-table.tsx'

const route = getRouteApi('/shell/billing')
const size = 10

export function StatementCard() {
  const { entries: page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const statement = useQuery({
    ...trpc.billing.statement.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <Card data-testid="statement">
      <CardHeader
        title="Statement"
        description="Every movement of your money with its cause. Debits and credits of a movement sum to zero."
        actions={
          <DownloadButton download={() => downloadLedger('statement')} testId="export-statement">
            CSV
          </DownloadButton>
        }
      />
      <QueryView query={statement} skeleton={<TableSkeleton rows={4} />}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState icon={BookOpenText} title="No movements yet" className="pt-6">
              The first one is an invoice, or credits in your wallet.
            </EmptyState>
          ) : (
            <>
              <LedgerTable transactions={items} />
              <Pagination
                page={page}
                size={size}
                total={total}
                noun="movement"
                onPage={(next) =>
                  void navigate({ search: (now) => ({ ...now, entries: next }), resetScroll: false })
                }
              />
            </>
          )
        }
      </QueryView>
    </Card>
  )
}
