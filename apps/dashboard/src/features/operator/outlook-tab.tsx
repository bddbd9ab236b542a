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
              explain="The totals of quotes that wait for their answer, taxes included."
            />
            <Stat
              label="Backlog"
              value={money(one.backlogMinor)}
              note={plural(one.engagements, 'service')}
              explain="Accepted work of running services that is on no invoice yet, taxes included."
            />
            <Stat
              label="MRR"
              value={money(one.mrrMinor)}
              note={`${money(one.leavingMinor)} cancelled to the period’s end`}
              explain="Monthly recurring revenue now, and what of it will end by itself."
            />
          </StatRow>
          <ListTable
            label="Forecast"
            query={{ data: one.forecast }}
            header={
              <CardHeader
                title="Forecast"
                description={`Recurring revenue less what is cancelled already, shrinking by ${share(one.churnBasisPoints)} a month, and usage as in the last ${usageMonths} full months. New customers are not guessed.`}
                actions={<CsvButton report="outlook" />}
              />
            }
            columns={['Month', ...numericColumns('Recurring', 'Usage', 'Together')]}
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
