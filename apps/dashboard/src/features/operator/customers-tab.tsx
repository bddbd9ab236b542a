import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatMonth, formatPercent } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { RetentionView } from '../../lib/views.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CsvButton, CurrencyTab, share } from './revenue-parts.tsx'

type Currency = RetentionView['currencies'][number]

/** Who stays, who leaves, and what a customer is worth. */
export function CustomersTab() {
  const retention = useQuery(trpc.operator.retention.queryOptions())
  return (
    <CurrencyTab query={retention}>
      {(one, money, { churnMonths }) => (
        <>
          <StatRow>
            <Stat
              label="Customers"
              value={formatCount(one.customers)}
              note="paying now"
              explain="Workspaces whose recurring revenue is above zero."
            />
            <Stat
              label="ARPU"
              value={one.arpuMinor === null ? '–' : money(one.arpuMinor)}
              note="a month"
              explain="Average revenue per user: MRR divided by paying customers. Excludes usage and services."
            />
            <Stat
              label="Revenue churn"
              value={share(one.churnBasisPoints)}
              note={`a month, over ${churnMonths} full months`}
              explain="Recurring revenue lost to cancellations and downgrades, as a share of each month’s start. Months are weighted by revenue."
            />
            <Stat
              label="LTV"
              value={one.ltvMinor === null ? '–' : money(one.ltvMinor)}
              note={one.ltvMinor === null ? 'no churn yet' : 'per customer'}
              explain="Lifetime value: ARPU divided by monthly revenue churn. Costs are not deducted."
            />
            <Stat
              label="Trial conversion"
              value={one.trialsEnded === 0 ? '–' : formatPercent(one.trialsConverted / one.trialsEnded, 0)}
              note={`${formatCount(one.trialsConverted)} of ${formatCount(one.trialsEnded)}, ${formatCount(one.trialsRunning)} running`}
              explain="Share of ended trials whose workspace paid then or later."
            />
          </StatRow>
          <Cohorts one={one} />
          <Months one={one} />
        </>
      )}
    </CurrencyTab>
  )
}

/** A row per cohort, a column per month later. Shade and figure say the same, so that colour alone carries nothing. */
function Cohorts({ one }: { one: Currency }) {
  const width = Math.min(12, Math.max(0, ...one.cohorts.map(({ months }) => months.length)))
  return (
    <ListTable
      label="Retention by cohort"
      query={{ data: [...one.cohorts].reverse() }}
      header={
        <CardHeader
          title="Retention by cohort"
          description="Customers by month of first payment, and how many kept paying in the months after."
          actions={<CsvButton report="cohorts" />}
        />
      }
      columns={[
        'First paid',
        ...numericColumns(
          'Customers',
          ...Array.from({ length: width }, (_, month) => (month === 0 ? 'Month 0' : `+${month}`)),
        ),
      ]}
      row={(cohort) => (
        <Tr key={cohort.month}>
          <Td className="whitespace-nowrap font-medium">{formatMonth(cohort.month)}</Td>
          <Td align="right">{formatCount(cohort.customers)}</Td>
          {Array.from({ length: width }, (_, month) => {
            const cell = cohort.months[month]
            if (cell === undefined) return <Td key={month} />
            const kept = cell.customers / cohort.customers
            return (
              <Td
                key={month}
                align="right"
                title={`${formatCount(cell.customers)} of ${formatCount(cohort.customers)}, ${formatMoney(cell.mrrMinor, one.currency)} MRR`}
                style={{
                  backgroundColor: `color-mix(in oklab, var(--chart-1) ${Math.round(kept * 28)}%, transparent)`,
                }}
              >
                {Math.round(kept * 100)}%
              </Td>
            )
          })}
        </Tr>
      )}
    />
  )
}

const columns = [
  { label: 'Start', align: 'right', explain: 'Paying at the start of the month.' },
  { label: 'New', align: 'right', explain: 'Paid for the first time.' },
  { label: 'Returned', align: 'right', explain: 'Churned customers who returned.' },
  { label: 'Lost', align: 'right', explain: 'Paid at the month’s start but not at its end.' },
  { label: 'End', align: 'right', explain: 'Start + new + returned − lost.' },
  { label: 'Logo churn', align: 'right', explain: 'Share of starting customers lost.' },
  { label: 'Revenue churn', align: 'right', explain: 'Recurring revenue lost from starting customers.' },
  {
    label: 'Net retention',
    align: 'right',
    explain: 'What starting customers pay at the end, including growth.',
  },
] as const

function Months({ one }: { one: Currency }) {
  return (
    <ListTable
      label="Customers by month"
      query={{ data: [...one.months].reverse() }}
      header={
        <CardHeader
          title="Month by month"
          description="From the movements in the MRR bridge."
          actions={<CsvButton report="customers" />}
        />
      }
      columns={['Month', ...columns]}
      row={(month) => (
        <Tr key={month.month}>
          <Td className="whitespace-nowrap font-medium">{formatMonth(month.month)}</Td>
          <Td align="right">{formatCount(month.start)}</Td>
          <Td align="right">{formatCount(month.gained)}</Td>
          <Td align="right">{formatCount(month.returned)}</Td>
          <Td align="right">{formatCount(month.lost)}</Td>
          <Td align="right" className="font-medium">
            {formatCount(month.end)}
          </Td>
          <Td align="right">{share(month.logoChurnBasisPoints)}</Td>
          <Td align="right">{share(month.revenueChurnBasisPoints)}</Td>
          <Td align="right">{share(month.netRetentionBasisPoints)}</Td>
        </Tr>
      )}
    />
  )
}
