import { useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatMonth } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CostRatesDialog } from './cost-rates-dialog.tsx'
import { CsvButton, share } from './revenue-parts.tsx'

const monthsBack = (count: number): string[] => {
  const now = new Date()
  return Array.from({ length: count }, (_, at) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - at, 1)).toISOString().slice(0, 7),
  )
}

const columns = [
  {
    label: 'Net revenue',
    align: 'right',
    explain: 'Gross revenue less discounts, credit notes, refunds, disputes and voids, from the ledger.',
  },
  { label: 'Fees', align: 'right', explain: 'What Stripe kept of the payments and charged for disputes.' },
  {
    label: 'Cost',
    align: 'right',
    explain: 'Compute seconds, stored GB and predictions at each day’s cost rates.',
  },
  { label: 'Margin', align: 'right', explain: 'Net revenue less fees and cost.' },
] as const

/** What each tenant brings in a month less what serving it cost. */
export function MarginTab() {
  const [month, setMonth] = useState(() => monthsBack(1)[0] ?? '')
  const [editing, setEditing] = useState(false)
  const margins = useQuery(
    trpc.operator.margins.queryOptions({ month }, { select: ({ tenants }) => tenants }),
  )
  const rates = useQuery(trpc.operator.costRates.queryOptions())
  return (
    <>
      {editing && rates.data && <CostRatesDialog rates={rates.data} onClose={() => setEditing(false)} />}
      <ListTable
        label="Margin by tenant"
        query={margins}
        header={
          <CardHeader
            title="Margin by tenant"
            description="Lowest first. Work without a cost rate has no margin."
            actions={
              <>
                <Select
                  aria-label="Month"
                  className="w-40"
                  value={month}
                  onChange={setMonth}
                  options={monthsBack(12).map((value) => ({ value, label: formatMonth(value) }))}
                />
                <Button onClick={() => setEditing(true)} data-testid="cost-rates">
                  Cost rates
                </Button>
                <CsvButton report="margins" query={`?month=${month}`} />
              </>
            }
          />
        }
        columns={[
          'Tenant',
          ...columns,
          ...numericColumns('Share of revenue', 'CPU s', 'GPU s', 'GB-months', 'Predictions'),
        ]}
        row={(one) => (
          <Tr key={`${one.workspaceId} ${one.currency}`} data-testid="margin-row">
            <Td className="max-w-56 truncate font-medium">{one.name}</Td>
            <Td align="right">{formatMoney(one.netRevenueMinor, one.currency)}</Td>
            <Td align="right">{formatMoney(one.feesMinor, one.currency)}</Td>
            <Td align="right" className={one.costMinor === null ? 'text-faint' : ''}>
              {one.costMinor === null
                ? 'no rate'
                : formatMoney(one.costMinor, one.currency, { maxDigits: 4 })}
            </Td>
            <Td
              align="right"
              className={
                one.marginMinor === null
                  ? 'text-faint'
                  : one.marginMinor.startsWith('-')
                    ? 'text-bad'
                    : 'font-medium'
              }
            >
              {one.marginMinor === null ? '–' : formatMoney(one.marginMinor, one.currency, { maxDigits: 4 })}
            </Td>
            <Td align="right">{share(one.marginBasisPoints)}</Td>
            <Td align="right">{formatCount(Math.round(Number(one.cpuSeconds)))}</Td>
            <Td align="right">{formatCount(Math.round(Number(one.gpuSeconds)))}</Td>
            <Td align="right">{Number(one.gbMonths).toFixed(2)}</Td>
            <Td align="right">{formatCount(one.predictions)}</Td>
          </Tr>
        )}
        empty={
          <EmptyState icon={Coins} title="No revenue and nothing served this month">
            Choose another month.
          </EmptyState>
        }
      />
    </>
  )
}
