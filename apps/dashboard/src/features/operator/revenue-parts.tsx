import type { UseQueryResult } from '@tanstack/react-query'
import { Download, TrendingUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { downloadReport } from '../../lib/download.ts'
import { formatPercent } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'

export const CsvButton = ({ report, query = '' }: { report: string; query?: string }) => (
  <Button
    size="sm"
    onClick={() => void downloadReport(report, query).catch(toastError)}
    data-testid={`csv-${report}`}
  >
    <Download />
    CSV
  </Button>
)

/** Parts of 10,000 as people read them; a dash where there is nothing to divide by. */
export const share = (basisPoints: number | null): string =>
  basisPoints === null ? '–' : formatPercent(basisPoints / 10_000)

/** One section per currency: amounts of two are never added. */
function ByCurrency<T extends { currency: string }>({
  currencies,
  children,
}: {
  currencies: readonly T[]
  children: (one: T) => ReactNode
}) {
  if (currencies.length === 0)
    return (
      <Card>
        <EmptyState icon={TrendingUp} title="No revenue yet">
          The first subscription to a paid plan appears here within seconds.
        </EmptyState>
      </Card>
    )
  return (
    <div className="grid gap-10">
      {currencies.map((one) => (
        <section key={one.currency} className="grid gap-6" aria-label={one.currency.toUpperCase()}>
          {currencies.length > 1 && <h2 className="font-semibold text-lg">{one.currency.toUpperCase()}</h2>}
          {children(one)}
        </section>
      ))}
    </div>
  )
}

/** A tab of the revenue page: what a query says of each currency, with amounts as people read them. */
export function CurrencyTab<Data extends { currencies: readonly { currency: string }[] }>({
  query,
  children,
}: {
  query: Pick<UseQueryResult<Data, unknown>, 'data' | 'error' | 'refetch'>
  children: (one: Data['currencies'][number], money: (minor: string) => string, all: Data) => ReactNode
}) {
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(data) => (
        <ByCurrency currencies={data.currencies}>
          {(one) => children(one, (minor) => formatMoney(minor, one.currency), data)}
        </ByCurrency>
      )}
    </QueryView>
  )
}
