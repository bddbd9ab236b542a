import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Ban, Coins, Eye, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, formatDay, formatMoment, formatPercent, plural } from '../../../lib/format.ts'
import { formatMoney } from '../../../lib/money.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../../ui/stat.tsx'
import { Time } from '../../../ui/time.tsx'
import { GrantCreditsDialog } from '../grant-credits-dialog.tsx'
import { ReactivateDialog } from './reactivate-dialog.tsx'
import { SuspendDialog } from './suspend-dialog.tsx'
import { TenantAccount } from './tenant-account.tsx'
import { Health, Standing, troubleTexts } from './tenant-looks.tsx'
import { TenantNotes } from './tenant-notes.tsx'
import { TenantThings } from './tenant-things.tsx'
import { TenantUsage } from './tenant-usage.tsx'
import { ViewAsDialog } from './view-as-dialog.tsx'

const route = getRouteApi('/shell/operator/tenants/$workspaceId')

/** All of one workspace: what it pays and uses, how it does, who and what is in it. */
export function TenantPage() {
  const { workspaceId } = route.useParams()
  const tenant = useQuery(trpc.tenant.get.queryOptions({ workspaceId }, { refetchInterval: 30_000 }))
  return (
    <QueryView query={tenant} skeleton={<PageSkeleton />} page>
      {(data) => <Tenant tenant={data} />}
    </QueryView>
  )
}

function Tenant({ tenant }: { tenant: TenantDetail }) {
  const { suspension, troubles } = tenant
  const others = troubles.filter((trouble) => trouble !== 'suspended')
  return (
    <>
      <PageHeader
        title={tenant.name}
        state={
          <>
            <Standing standing={tenant.standing} /> <Health tenant={tenant} />
          </>
        }
        crumbs={[
          <Link key="tenants" to="/operator/tenants">
            Tenants
          </Link>,
        ]}
        description={<span className="break-all font-mono text-xs">{tenant.workspaceId}</span>}
        actions={<TenantActions tenant={tenant} />}
      />
      {suspension && (
        <Notice tone="bad" className="mb-5" data-testid="suspended-notice">
          Suspended by {suspension.by} on {formatMoment(suspension.at)}: {suspension.reason}
          {suspension.pausedBilling && ' Its subscription is paused.'}
        </Notice>
      )}
      {others.length > 0 && (
        <Notice tone="warn" className="mb-5">
          <ul>
            {others.map((trouble) => (
              <li key={trouble}>{troubleTexts[trouble]}.</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="grid gap-6">
        <TenantFigures tenant={tenant} />
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="grid min-w-0 gap-6">
            <TenantUsage tenant={tenant} />
            <TenantThings tenant={tenant} />
          </div>
          <div className="grid min-w-0 gap-6">
            <TenantNotes workspaceId={tenant.workspaceId} />
            <TenantAccount tenant={tenant} />
          </div>
        </div>
      </div>
    </>
  )
}

function TenantActions({ tenant }: { tenant: TenantDetail }) {
  const [dialog, setDialog] = useState<'grant' | 'suspend' | 'view' | 'reactivate' | null>(null)
  const onClose = () => setDialog(null)
  return (
    <>
      <Button onClick={() => setDialog('view')} data-testid="view-as">
        <Eye />
        View as tenant
      </Button>
      <Button onClick={() => setDialog('grant')} data-testid="grant">
        <Coins />
        Grant credits
      </Button>
      {tenant.suspension ? (
        <Button look="primary" onClick={() => setDialog('reactivate')} data-testid="reactivate">
          <RotateCcw />
          Reactivate
        </Button>
      ) : (
        <Button look="danger" onClick={() => setDialog('suspend')} data-testid="suspend">
          <Ban />
          Suspend
        </Button>
      )}
      {dialog === 'grant' && <GrantCreditsDialog tenant={tenant} onClose={onClose} />}
      {dialog === 'suspend' && <SuspendDialog tenant={tenant} onClose={onClose} />}
      {dialog === 'reactivate' && <ReactivateDialog tenant={tenant} onClose={onClose} />}
      {dialog === 'view' && <ViewAsDialog tenant={tenant} onClose={onClose} />}
    </>
  )
}

function TenantFigures({ tenant }: { tenant: TenantDetail }) {
  const { calls } = tenant
  const made = calls.answered + calls.broken
  const money = (minor: string) => formatMoney(minor, tenant.currency)
  return (
    <StatRow>
      <Stat
        label="Plan"
        value={tenant.plan ?? '–'}
        note={
          tenant.periodEnd &&
          (tenant.cancelAtPeriodEnd
            ? `Ends on ${formatDay(tenant.periodEnd)}`
            : `Until ${formatDay(tenant.periodEnd)}`)
        }
      />
      <Stat
        label="MRR"
        value={money(tenant.mrrMinor)}
        note={`${money(tenant.paidMinor)} paid in twelve months`}
      />
      <Stat
        label="Predictions this period"
        value={formatCount(tenant.predictionsThisPeriod)}
        note={tenant.included !== null && `of ${formatCount(tenant.included)} included`}
      />
      <Stat
        label="Failed calls, 7 days"
        value={made === 0 ? '–' : formatPercent(calls.broken / made)}
        note={`${plural(calls.broken, 'call')} of ${formatCount(made)}`}
      />
      <Stat label="Owed" value={money(tenant.owedMinor)} note={plural(tenant.openInvoices, 'open invoice')} />
      <Stat
        label="Last seen"
        value={tenant.lastSeenAt ? <Time at={tenant.lastSeenAt} className="text-base" /> : <span>Never</span>}
      />
    </StatRow>
  )
}
