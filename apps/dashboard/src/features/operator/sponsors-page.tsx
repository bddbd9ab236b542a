import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Megaphone } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { AdCampaignView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CampaignDialog } from './campaign-dialog.tsx'

const looks = {
  active: { tone: 'good', label: 'Running' },
  paused: { tone: 'warn', label: 'Paused' },
  ended: { tone: 'neutral', label: 'Ended' },
} as const

/** Sponsors’ notices on the dashboards of free workspaces. */
export function SponsorsPage() {
  const [creating, setCreating] = useState(false)
  const campaigns = useQuery(trpc.operator.campaigns.queryOptions())
  const features = useQuery(trpc.platform.features.queryOptions())
  const sponsors = features.data?.find(({ name }) => name === 'sponsors')
  const isOff = sponsors && !sponsors.enabled && !sponsors.overrides.some(({ enabled }) => enabled)
  return (
    <>
      <PageHeader
        title="Sponsors"
        description="Ads on the dashboards of free workspaces. Paid plans show none, and API responses never do. Sponsors are billed monthly for views and clicks."
        actions={
          !isOff && (
            <Button look="primary" onClick={() => setCreating(true)} data-testid="new-campaign">
              New campaign
            </Button>
          )
        }
      />
      {isOff && (
        <Notice tone="warn" className="mb-4" data-testid="switched-off">
          No notice is shown to anybody, and no campaign can be made:{' '}
          <Link to="/operator/features" className={linkLook}>
            Features
          </Link>{' '}
          has sponsors switched off.
        </Notice>
      )}
      {creating && <CampaignDialog onClose={() => setCreating(false)} />}
      <ListTable
        label="Campaigns"
        query={campaigns}
        columns={['Ad', 'Sponsor', 'Status', ...numericColumns('Views', 'Clicks', 'Spent', 'Budget')]}
        actions
        row={(one) => <CampaignRow key={one.id} campaign={one} />}
        empty={
          <EmptyState icon={Megaphone} title="No campaigns yet">
            A tenant can sponsor the free plan. Its ad is shown there until the budget is used up.
          </EmptyState>
        }
      />
    </>
  )
}

function CampaignRow({ campaign }: { campaign: AdCampaignView }) {
  const queries = useQueryClient()
  const set = useMutation(
    trpc.operator.setCampaignState.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.campaigns.pathFilter())
        toastDone('Campaign updated.')
      },
    }),
  )
  const money = (minor: string) => formatMoney(minor, campaign.currency)
  const look = looks[campaign.state]
  const other = campaign.state === 'active' ? 'paused' : 'active'
  return (
    <Tr data-testid="campaign-row">
      <Td className="min-w-48 max-w-72">
        <span className="block truncate font-medium">{campaign.title}</span>
        <span className="block truncate text-[13px] text-faint">{campaign.text}</span>
      </Td>
      <Td className="max-w-40 truncate text-soft">{campaign.sponsor}</Td>
      <Td>
        <Badge tone={look.tone} dot>
          {look.label}
        </Badge>
      </Td>
      <Td align="right">{formatCount(campaign.impressions)}</Td>
      <Td align="right">
        {formatCount(campaign.clicks)}
        {campaign.impressions > 0 && (
          <span className="text-faint"> · {formatPercent(campaign.clicks / campaign.impressions)}</span>
        )}
      </Td>
      <Td align="right">
        {formatMoney(campaign.spent, campaign.currency, { maxDigits: 4 })}
        <span className="block text-[13px] text-faint">{money(campaign.billedMinor)} invoiced</span>
      </Td>
      <Td align="right">{money(campaign.budgetMinor)}</Td>
      <Td align="right" className="whitespace-nowrap">
        {campaign.state !== 'ended' && (
          <span className="inline-flex gap-2">
            <Button
              size="sm"
              pending={set.isPending}
              onClick={() => set.mutate({ id: campaign.id, state: other }, { onError: toastError })}
            >
              {other === 'paused' ? 'Pause' : 'Continue'}
            </Button>
            <ConfirmDialog
              trigger={<Button size="sm">End</Button>}
              title="End this campaign?"
              confirm="End campaign"
              onConfirm={() => set.mutateAsync({ id: campaign.id, state: 'ended' })}
              testId="end-campaign"
            >
              It is no longer shown, cannot be restarted, and any unbilled amount goes on an invoice.
            </ConfirmDialog>
          </span>
        )}
      </Td>
    </Tr>
  )
}
