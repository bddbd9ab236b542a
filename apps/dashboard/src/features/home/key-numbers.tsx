import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { linkLook } from '../../ui/link.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { shownDeployments } from './shown-deployments.ts'

const waiting = <Skeleton className="my-1 h-6 w-16" />
const shown = (value: string | undefined, failed: boolean) => value ?? (failed ? '–' : waiting)

/** How the workspace stands in four figures. */
/** A little is not nothing. */
const formatShare = (share: number) => formatPercent(share, share > 0 && share < 0.01 ? 1 : 0)

export function KeyNumbers() {
  const usage = useQuery(trpc.billing.usage.queryOptions())
  const forecast = useQuery(trpc.billing.forecast.queryOptions())
  const cap = useQuery(trpc.billing.spendCap.queryOptions())
  const models = useQuery(trpc.model.list.queryOptions({ offset: 0, limit: 1 }))
  const deployments = useQuery(trpc.deployment.list.queryOptions(shownDeployments))
  const live = deployments.data?.items.filter((one) => !one.stoppedAt).length
  const { data: money } = forecast
  const included = usage.data?.included ?? 0
  return (
    <StatRow>
      <Stat
        label="Predictions this period"
        value={shown(usage.data && formatCount(usage.data.used), usage.isError)}
        note={
          usage.data && included > 0
            ? `${formatShare(usage.data.used / included)} of ${formatCount(included)} included`
            : ' '
        }
      />
      <Stat
        label="Spend this period"
        value={shown(money && formatMoney(money.nowMinor, money.currency), forecast.isError)}
        note={
          money ? (
            <Link to="/usage" className={linkLook}>
              {formatMoney(money.projectedMinor, money.currency)} expected
            </Link>
          ) : (
            ' '
          )
        }
      />
      <Stat
        label="Spend cap"
        value={shown(
          cap.data &&
            (cap.data.limitMinor === null ? 'None' : formatMoney(cap.data.limitMinor, cap.data.currency)),
          cap.isError,
        )}
        note={
          cap.data ? (
            <Link to="/billing" className={linkLook}>
              {cap.data.limitMinor === null ? 'Set a cap' : 'Change cap'}
            </Link>
          ) : (
            ' '
          )
        }
      />
      <Stat
        label="Live deployments"
        value={shown(live === undefined ? undefined : formatCount(live), deployments.isError)}
        note={models.data ? `from ${plural(models.data.total, 'model')}` : ' '}
      />
    </StatRow>
  )
}
