import { useQueries, useQuery } from '@tanstack/react-query'
import type { LinkProps } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { shownDeployments } from './shown-deployments.ts'

export type Alert = { key: string; tone: 'warn' | 'bad'; text: string; action: string; link: LinkProps }

/** Share of the allowance from which on it is said. */
const nearlyUsed = 0.8
/** For how long a failure is news. */
const newsMs = 3 * 86_400_000

const useQuotaAlerts = (): Alert[] => {
  const { data: usage } = useQuery(trpc.billing.usage.queryOptions())
  const bound = usage?.moneyLimit ?? usage?.hardLimit ?? null
  if (!usage || bound === null || bound <= 0 || usage.used < nearlyUsed * bound) return []
  const isOver = usage.used >= bound
  return [
    {
      key: 'quota',
      tone: isOver ? 'bad' : 'warn',
      text: isOver
        ? `All ${formatCount(bound)} predictions for this period are used. Calls are refused.`
        : `${formatPercent(usage.used / bound, 0)} of this period’s ${formatCount(bound)} predictions are used.`,
      action: 'Open usage',
      link: { to: '/usage' },
    },
  ]
}

const useInvoiceAlerts = (): Alert[] => {
  const { data } = useQuery(trpc.billing.invoices.queryOptions({ offset: 0, limit: 10 }))
  return (data?.items ?? [])
    .filter(({ status, amountDueMinor }) => status === 'open' && amountDueMinor !== '0')
    .map((one) => ({
      key: one.id,
      tone: 'warn',
      text: `Invoice ${one.number ?? ''} is due: ${formatMoney(one.amountDueMinor, one.currency)}.`,
      action: 'Open the invoice',
      link: { to: '/billing/invoices/$invoiceId', params: { invoiceId: one.id } },
    }))
}

const useFailures = (): Alert[] => {
  const page = { offset: 0, limit: 20 }
  const { data: trainings } = useQuery(trpc.training.list.queryOptions(page))
  const { data: batches } = useQuery(trpc.batch.list.queryOptions(page))
  const isNews = (at: Date | null) => at !== null && Date.now() - at.getTime() < newsMs
  return [
    ...(trainings?.items ?? [])
      .filter((one) => one.status === 'failed' && isNews(one.finishedAt))
      .map(
        (one): Alert => ({
          key: one.id,
          tone: 'bad',
          text: `Training ${one.modelName} failed.`,
          action: 'See why',
          link: { to: '/training/$jobId', params: { jobId: one.id } },
        }),
      ),
    ...(batches?.items ?? [])
      .filter((one) => one.status === 'failed' && isNews(one.finishedAt))
      .map(
        (one): Alert => ({
          key: one.id,
          tone: 'bad',
          text: `The batch ${one.sourceName} failed.`,
          action: 'Open batches',
          link: { to: '/batches' },
        }),
      ),
  ]
}

const useDriftAlerts = (): Alert[] => {
  const { data } = useQuery(trpc.deployment.list.queryOptions(shownDeployments))
  const live = (data?.items ?? []).filter(({ stoppedAt }) => stoppedAt === null)
  const drifts = useQueries({ queries: live.map(({ id }) => trpc.drift.get.queryOptions({ id })) })
  return live.flatMap(({ id, name }, index) => {
    const open = drifts[index]?.data?.alerts.filter(({ clearedAt }) => clearedAt === null).length ?? 0
    if (open === 0) return []
    return [
      {
        key: `drift ${id}`,
        tone: 'warn',
        text: `Inputs to ${name} have drifted from its training data: ${plural(open, 'alert is', 'alerts are')} open.`,
        action: 'View drift',
        link: { to: '/deployments/$deploymentId', params: { deploymentId: id }, search: { tab: 'drift' } },
      },
    ]
  })
}

/** What wants somebody's attention, the worst first. */
export function useAlerts(): Alert[] {
  const alerts = [...useQuotaAlerts(), ...useFailures(), ...useInvoiceAlerts(), ...useDriftAlerts()]
  return alerts.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))
}
