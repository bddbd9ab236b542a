import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay } from '../../lib/format.ts'
import { meterNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

/** The running period's invoice as it stands, and as it will be if usage goes on as it went so far. */
export function ForecastCard() {
  const forecast = useQuery(trpc.billing.forecast.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <Card data-testid="forecast">
      <QueryView query={forecast} skeleton={<TableSkeleton rows={3} />}>
        {(one) => (
          <>
            <CardHeader
              title={one.prepaid ? 'What this period costs' : 'The next invoice'}
              description={`So far, and by ${formatDay(one.periodEnd)} if usage goes on at the average rate of this period.`}
            />
            <Table label="Forecast by meter" className="border-line border-t">
              <thead>
                <tr>
                  <Th>What</Th>
                  <Th align="right">Used</Th>
                  <Th align="right">So far</Th>
                  <Th align="right">Expected use</Th>
                  <Th align="right">Expected</Th>
                </tr>
              </thead>
              <tbody>
                <Tr>
                  <Td>Plan</Td>
                  <Td align="right">–</Td>
                  <Td align="right">{formatMoney(one.baseMinor, one.currency)}</Td>
                  <Td align="right">–</Td>
                  <Td align="right">{formatMoney(one.baseMinor, one.currency)}</Td>
                </Tr>
                {one.lines.map((line) => (
                  <Tr key={line.meter}>
                    <Td>
                      {meterNames[line.meter] ?? line.meter}
                      {line.included !== null && line.included > 0 && (
                        <span className="block text-[13px] text-faint">
                          {formatCount(line.included)} included
                        </span>
                      )}
                    </Td>
                    <Td align="right">{formatCount(line.used)}</Td>
                    <Td align="right">{formatMoney(line.nowMinor, one.currency)}</Td>
                    <Td align="right">{formatCount(line.projected)}</Td>
                    <Td align="right">{formatMoney(line.projectedMinor, one.currency)}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
            <CardBody className="flex flex-wrap justify-between gap-2 pt-4 font-medium text-sm">
              <span>
                {one.prepaid ? 'Usage is taken from your credits; the invoice is' : 'Together'}{' '}
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
