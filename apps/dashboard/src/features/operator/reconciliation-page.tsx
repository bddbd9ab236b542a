import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Scale } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadReport } from '../../lib/download.ts'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { meterNames } from '../../lib/ledger-names.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { rowLink, rowLook, Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { summary, Verdict } from './reconciliation-reasons.tsx'

const route = getRouteApi('/shell/operator/reconciliation')

const columns = [
  {
    label: 'Served',
    align: 'right',
    explain: 'Calls counted by the admission counter in the period.',
  },
  { label: 'Metered', align: 'right', explain: 'Total calls across the period’s usage events.' },
  {
    label: 'In Stripe',
    align: 'right',
    explain: 'What Stripe acknowledged or the wallet paid, checked against Stripe’s own total.',
  },
  {
    label: 'Invoiced',
    align: 'right',
    explain: 'Units on finalised invoice lines, both within the allowance and billed.',
  },
] as const

/** Served = metered = invoiced = Stripe, period by period and tenant by tenant. */
export function ReconciliationPage() {
  const { differing } = route.useSearch()
  const queries = useQueryClient()
  const rows = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operator.reconciliations.queryOptions({
      ...window,
      differing: differing === 'yes',
    }),
  )
  const look = useMutation(
    trpc.operator.reconcileNow.mutationOptions({
      onSuccess: async ({ found }) => {
        await queries.invalidateQueries(trpc.operator.reconciliations.pathFilter())
        toastDone(found === 0 ? 'No new differences.' : `New differences in ${plural(found, 'period')}.`)
      },
      onError: toastError,
    }),
  )
  return (
    <>
      <PageHeader
        title="Reconciliation"
        description={
          rows.data?.checkedAt ? (
            <>
              Served = metered = invoiced = Stripe. Last reconciled <Time at={rows.data.checkedAt} />; runs
              once a day.
            </>
          ) : (
            'Served = metered = invoiced = Stripe. Reconciled once a day.'
          )
        }
        actions={
          <>
            <Button onClick={() => void downloadReport('reconciliation').catch(toastError)}>CSV</Button>
            <Button
              look="primary"
              pending={look.isPending}
              onClick={() => look.mutate({})}
              data-testid="reconcile-now"
            >
              Reconcile now
            </Button>
          </>
        }
      />
      {rows.data && rows.data.differing > 0 && differing !== 'yes' && (
        <Notice tone="bad" className="mb-4">
          {plural(rows.data.differing, 'period')} with an unexplained difference.{' '}
          <Link to="/operator/reconciliation" search={{ differing: 'yes' }} className="underline">
            Show only these
          </Link>
        </Notice>
      )}
      {differing === 'yes' && (
        <p className="mb-4 text-sm">
          <Link to="/operator/reconciliation" search={{}} className="text-accent-ink underline">
            Show every period
          </Link>
        </p>
      )}
      <ListTable
        label="Reconciliation"
        query={rows}
        columns={[
          'Tenant',
          'Result',
          'Period start',
          ...columns,
          { label: 'Where the rest went', wideOnly: true },
        ]}
        row={(one) => (
          <Tr
            key={`${one.workspaceId} ${one.meter} ${one.periodStart.getTime()}`}
            className={rowLook}
            data-testid="reconciliation-row"
          >
            <Td className="max-w-44">
              <Link
                to="/operator/reconciliation/period"
                search={{
                  workspace: one.workspaceId,
                  meter: one.meter,
                  from: one.periodStart.toISOString(),
                }}
                className={`${rowLink} block truncate`}
              >
                {one.workspaceName}
              </Link>
              <span className="block text-[13px] text-faint">{meterNames[one.meter] ?? one.meter}</span>
            </Td>
            <Td>
              <Verdict row={one} />
            </Td>
            <Td className="whitespace-nowrap text-faint">{formatDay(one.periodStart)}</Td>
            <Td align="right">{formatCount(one.served)}</Td>
            <Td align="right">{formatCount(one.metered)}</Td>
            <Td align="right">{formatCount(one.carried)}</Td>
            <Td align="right">{formatCount(one.included + one.billed)}</Td>
            <Td className="min-w-32 text-[13px] text-faint max-sm:hidden">{summary(one.reasons)}</Td>
          </Tr>
        )}
        noun="period"
        empty={
          <EmptyState
            icon={Scale}
            title={differing === 'yes' ? 'No differences' : 'No periods reconciled yet'}
          >
            {differing === 'yes'
              ? 'Every period reconciles, or its difference is explained.'
              : 'The first reconciliation runs within minutes. To skip the wait, click “Reconcile now”.'}
          </EmptyState>
        }
      />
    </>
  )
}
