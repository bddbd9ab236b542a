import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { formatMoney, majorForChart } from '../../lib/money.ts'
import type { ReceivablesView } from '../../lib/views.ts'
import { Bars } from '../../ui/bars.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { CsvButton, CurrencyTab } from './revenue-parts.tsx'

type Disputes = ReceivablesView['currencies'][number]['disputes']

function DisputeStats({ disputes, currency }: { disputes: Disputes; currency: string }) {
  const value = (of: Disputes['open']) => formatMoney(of.amountMinor, currency)
  const note = (of: Disputes['open']) => plural(of.count, 'dispute')
  if (disputes.open.count + disputes.won.count + disputes.lost.count === 0) return null
  return (
    <StatRow>
      <Stat
        label="Disputes open"
        value={value(disputes.open)}
        note={note(disputes.open)}
        data-testid="disputes-open"
        explain="Payments that a bank took back and has not decided on yet."
      />
      <Stat
        label="Disputes won"
        value={value(disputes.won)}
        note={note(disputes.won)}
        data-testid="disputes-won"
        explain="What came back; Stripe keeps its fee."
      />
      <Stat
        label="Disputes lost"
        value={value(disputes.lost)}
        note={note(disputes.lost)}
        data-testid="disputes-lost"
        explain="What the banks kept: it lowers the net revenue."
      />
    </StatRow>
  )
}

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
              note="attempted, still open"
              explain="Amount due on open invoices with at least one failed payment."
            />
            <Stat
              label="Lost"
              value={money(one.lostMinor)}
              note={plural(one.lostInvoices, 'invoice')}
              explain="Unpaid amounts on invoices written off or voided after a failed payment."
            />
            <Stat
              label="Prepaid"
              value={money(one.prepaidMinor)}
              note="in wallets"
              explain="Unused credits across all tenants: owed as service, and not revenue until used."
            />
            <Stat
              label="Tax payable"
              value={money(one.taxPayableMinor)}
              note="collected for tax authorities"
              explain="Tax on finalised invoices less tax on credit notes. What you paid to tax authorities is not included."
            />
          </StatRow>
          <DisputeStats disputes={one.disputes} currency={one.currency} />
          <Card>
            <CardHeader
              title="Ageing"
              description="Open invoices by days since finalised."
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
