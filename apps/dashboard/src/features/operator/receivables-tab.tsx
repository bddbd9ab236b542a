import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { majorForChart } from '../../lib/money.ts'
import { Bars } from '../../ui/bars.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { CsvButton, CurrencyTab } from './revenue-parts.tsx'

/** What is owed and since when, what dunning brought in, and what is paid beforehand. */
export function ReceivablesTab() {
  const receivables = useQuery(trpc.operator.receivables.queryOptions())
  return (
    <CurrencyTab query={receivables}>
      {(one, money) => (
        <>
          <StatRow>
            <Stat
              label="Recovered by dunning"
              value={money(one.recoveredMinor)}
              note={plural(one.recoveredInvoices, 'invoice')}
              explain="Paid on invoices whose first payment had failed."
            />
            <Stat
              label="At risk"
              value={money(one.atRiskMinor)}
              note="tried and still open"
              explain="Due on open invoices of which at least one payment failed."
            />
            <Stat
              label="Lost"
              value={money(one.lostMinor)}
              note={plural(one.lostInvoices, 'invoice')}
              explain="Left unpaid on invoices that were written off or voided after a payment failed."
            />
            <Stat
              label="Prepaid"
              value={money(one.prepaidMinor)}
              note="in wallets"
              explain="Credits of all tenants that are not used yet: owed as service, and no revenue until then."
            />
            <Stat
              label="Tax payable"
              value={money(one.taxPayableMinor)}
              note="collected for the state"
              explain="Taxes of finalised invoices less those of credit notes; what you paid to the state is not known here."
            />
          </StatRow>
          <Card>
            <CardHeader
              title="Ageing"
              description="Open invoices by the days since they were finalised."
              actions={<CsvButton report="receivables" />}
            />
            <CardBody>
              {one.ageing.every(({ invoices }) => invoices === 0) && (
                <p className="mb-3 text-[13px] text-faint">Nothing is owed.</p>
              )}
              <Bars
                label="Open invoices by age"
                bars={one.ageing.map((bucket) => ({
                  key: bucket.days,
                  label: `${bucket.days.replace('-', '–')} days`,
                  value: majorForChart(bucket.owedMinor, one.currency),
                  shown: `${money(bucket.owedMinor)} · ${plural(bucket.invoices, 'invoice')}`,
                }))}
              />
            </CardBody>
          </Card>
        </>
      )}
    </CurrencyTab>
  )
}
