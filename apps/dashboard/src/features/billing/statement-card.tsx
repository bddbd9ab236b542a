import { BookOpenText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadLedger } from '../../lib/download.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { MomentCell, MovementCells } from '../../ui/ledger-cells.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Tr } from '../../ui/table.tsx'
import { DownloadButton } from './download-button.tsx'

export function StatementCard() {
  const statement = usePagedQuery(usePageInAddress({ name: 'entries', resetScroll: false }), 10, (window) =>
    trpc.billing.statement.queryOptions(window),
  )
  return (
    <ListTable
      label="Statement"
      testId="statement"
      query={statement}
      header={
        <CardHeader
          title="Statement"
          description="Every movement of money and its cause. The debits and credits of each one sum to zero."
          actions={
            <DownloadButton download={() => downloadLedger('statement')} testId="export-statement">
              CSV
            </DownloadButton>
          }
        />
      }
      columns={['When', 'Item', 'Account', ...numericColumns('Amount')]}
      row={(one) => (
        <Tr key={one.id} data-testid="ledger-row">
          <MomentCell at={one.at} />
          <MovementCells movement={one} />
        </Tr>
      )}
      noun="movement"
      loadingRows={4}
      empty={
        <EmptyState icon={BookOpenText} title="No movements yet" className="pt-6">
          The first will be an invoice, or credits in your wallet.
        </EmptyState>
      }
    />
  )
}
