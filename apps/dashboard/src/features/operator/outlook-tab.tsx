import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatMonth, plural } from '../../lib/format.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CsvButton, CurrencyTab, share } from './revenue-parts.tsx'

/** The pipeline of services, and the months ahead. */
export function OutlookTab() {
  const outlook = useQuery(trpc.operator.outlook.queryOptions())
  return (
    <CurrencyTab query={outlook}>
      {(one, money, { usageMonths }) => (
        <>
          <StatRow>
            <Stat
              label="Quoted"
              value={money(one.quotedMinor)}
              note={plural(one.quotes, 'open quote')}
              explain="Total of quotes awaiting a response, including tax."
            />
            <Stat
              label="Backlog"
              value={money(one.backlogMinor)}
              note={plural(one.engagements, 'service')}
              explain="Accepted work on active services that is not invoiced yet, including tax."
            />
            <Stat
              label="MRR"
              value={money(one.mrrMinor)}
              note={`${money(one.leavingMinor)} cancelled at period end`}
              explain="Current monthly recurring revenue, and the part already set to end."
            />
          </StatRow>
          <ListTable
            label="Forecast"
            query={{ data: one.forecast }}
            header={
              <CardHeader
                title="Forecast"
                description={`Recurring revenue less existing cancellations, shrinking by ${share(one.churnBasisPoints)} a month, plus usage as in the last ${usageMonths} full months. New customers are not forecast.`}
                actions={<CsvButton report="outlook" />}
              />
            }
            columns={['Month', ...numericColumns('Recurring', 'Usage', 'Total')]}
            row={(month) => (
              <Tr key={month.month}>
                <Td className="whitespace-nowrap font-medium">{formatMonth(month.month)}</Td>
                <Td align="right">{money(month.recurringMinor)}</Td>
                <Td align="right">{money(month.usageMinor)}</Td>
                <Td align="right" className="font-medium">
                  {money(month.totalMinor)}
                </Td>
              </Tr>
            )}
          />
        </>
      )}
    </CurrencyTab>
  )
}
