import { formatMonth } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { RevenueView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { BridgeFigure } from './bridge-figure.tsx'
import { CsvButton } from './revenue-parts.tsx'

const movements = [
  ['newMinor', 'New', '+', 'A workspace’s first paid subscription.'],
  ['reactivationMinor', 'Reactivation', '+', 'Churned workspaces that returned.'],
  ['expansionMinor', 'Expansion', '+', 'Upgrades to a higher-priced plan.'],
  ['contractionMinor', 'Contraction', '−', 'Downgrades to a cheaper paid plan.'],
  ['churnMinor', 'Churn', '−', 'Subscriptions that ended.'],
] as const

/** Start + new + reactivation + expansion − contraction − churn = end, month by month. */
export function BridgeCard({ revenue }: { revenue: RevenueView['currencies'][number] }) {
  const money = (minor: string) => formatMoney(minor, revenue.currency)
  const months = [...revenue.mrrBridge].reverse()
  return (
    <Card>
      <CardHeader
        title="How MRR moved"
        description="Each row starts where the previous month ended."
        actions={<CsvButton report="mrr-bridge" />}
      />
      {months.length === 0 ? (
        <CardBody className="text-[13px] text-faint">No movements yet.</CardBody>
      ) : (
        <>
          {months[0] && (
            <CardBody>
              <BridgeFigure month={months[0]} currency={revenue.currency} />
            </CardBody>
          )}
          <DataTable
            label="MRR bridge"
            className="border-line border-t"
            columns={[
              'Month',
              ...numericColumns('Start'),
              ...movements.map(([, label, , explain]) => ({ label, explain, align: 'right' as const })),
              ...numericColumns('End'),
            ]}
            rows={months}
            row={(one) => (
              <Tr key={one.month}>
                <Td className="whitespace-nowrap font-medium">{formatMonth(one.month)}</Td>
                <Td align="right" className="text-faint">
                  {money(one.startMinor)}
                </Td>
                {movements.map(([key, , sign]) => (
                  <Td
                    key={key}
                    align="right"
                    className={
                      Number(one[key]) === 0 ? 'text-faint' : sign === '+' ? 'text-good' : 'text-bad'
                    }
                  >
                    {Number(one[key]) === 0 ? '–' : `${sign}${money(one[key].replace(/^-/, ''))}`}
                  </Td>
                ))}
                <Td align="right" className="font-medium">
                  {money(one.endMinor)}
                </Td>
              </Tr>
            )}
          />
        </>
      )}
    </Card>
  )
}
