import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay } from '../../lib/format.ts'
import { meterNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Td, Tr } from '../../ui/table.tsx'

/** The plan's own price is there whatever is used. */
const planLine = ({ baseMinor }: { baseMinor: string }) => ({
  meter: 'Plan',
  included: null,
  used: null,
  projected: null,
  nowMinor: baseMinor,
  projectedMinor: baseMinor,
})

/** The running period's invoice as it stands, and as it will be if usage goes on as it went so far. */
export function ForecastCard() {
  const forecast = useQuery(trpc.billing.forecast.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <Card data-testid="forecast">
      <QueryView query={forecast} skeleton={<TableSkeleton rows={3} />}>
        {(one) => (
          <>
            <CardHeader
              title={one.prepaid ? 'Cost this period' : 'The next invoice'}
              description={`So far, and projected to ${formatDay(one.periodEnd)} at this period’s average rate.`}
            />
            <DataTable
              label="Forecast by meter"
              className="border-line border-t"
              columns={['Item', ...numericColumns('Used', 'So far', 'Expected usage', 'Expected')]}
              rows={[planLine(one), ...one.lines]}
              row={(line) => (
                <Tr key={line.meter}>
                  <Td>
                    {meterNames[line.meter] ?? line.meter}
                    {line.included !== null && line.included > 0 && (
                      <span className="block text-[13px] text-faint">
                        {formatCount(line.included)} included
                      </span>
                    )}
                  </Td>
                  <Td align="right">{line.used === null ? '–' : formatCount(line.used)}</Td>
                  <Td align="right">{formatMoney(line.nowMinor, one.currency)}</Td>
                  <Td align="right">{line.projected === null ? '–' : formatCount(line.projected)}</Td>
                  <Td align="right">{formatMoney(line.projectedMinor, one.currency)}</Td>
                </Tr>
              )}
            />
            <CardBody className="flex flex-wrap justify-between gap-2 pt-4 font-medium text-sm">
              <span>
                {one.prepaid ? 'Usage is deducted from your credits; the invoice is' : 'Total'}{' '}
                <span className="figure">{formatMoney(one.nowMinor, one.currency)}</span> so far
              </span>
              <span className="figure" data-testid="forecast-total">
                {formatMoney(one.projectedMinor, one.currency)} expected
              </span>
            </CardBody>
          </>
        )}
      </QueryView>
    </Card>
  )
}
