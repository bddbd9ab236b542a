import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Megaphone, Plus } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatMoment } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { AnnouncementRow } from '../../../lib/views.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { AnnounceDialog } from './announce-dialog.tsx'

const route = getRouteApi('/shell/operator/announcements')

const states: Record<AnnouncementRow['state'], { tone: Tone; label: string }> = {
  planned: { tone: 'accent', label: 'Scheduled' },
  shown: { tone: 'good', label: 'Shown' },
  over: { tone: 'neutral', label: 'Ended' },
}

/** What the operator says to tenants on their own pages. */
export function AnnouncementsPage() {
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const plans = useQuery(trpc.operator.plans.queryOptions())
  const announcements = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.platform.announcements.queryOptions(window),
  )
  const audience = ({ planKey }: AnnouncementRow) =>
    planKey === null ? 'Everyone' : (plans.data?.find(({ key }) => key === planKey)?.name ?? planKey)
  return (
    <>
      <PageHeader
        title="Announcements"
        description="Shown at the top of tenants' pages until it ends or they dismiss it."
        actions={
          <Button
            look="primary"
            onClick={() => void navigate({ search: { dialog: 'new' } })}
            data-testid="new-announcement"
          >
            <Plus />
            New announcement
          </Button>
        }
      />
      <ListTable
        label="Announcements"
        query={announcements}
        columns={['Announcement', 'For', 'Status', 'From', 'Until', 'By']}
        actions
        row={(one) => <Row key={one.id} announcement={one} audience={audience(one)} />}
        noun="announcement"
        empty={
          <EmptyState icon={Megaphone} title="No announcements yet">
            Tell tenants about maintenance, news or known issues.
          </EmptyState>
        }
      />
      {dialog === 'new' && <AnnounceDialog onClose={() => void navigate({ search: {} })} />}
    </>
  )
}

function Row({ announcement: one, audience }: { announcement: AnnouncementRow; audience: string }) {
  const queries = useQueryClient()
  const end = useMutation(
    trpc.platform.endAnnouncement.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.platform.pathFilter()),
    }),
  )
  const look = states[one.state]
  return (
    <Tr data-testid="announcement-row">
      <Td className="min-w-56 max-w-80">
        <span className="block truncate font-medium">{one.title}</span>
        <span className="block truncate text-[13px] text-faint">{one.text}</span>
      </Td>
      <Td className="whitespace-nowrap text-soft">{audience}</Td>
      <Td>
        <Badge tone={look.tone} dot>
          {look.label}
        </Badge>
      </Td>
      <Td className="whitespace-nowrap text-[13px] text-faint">{formatMoment(one.startsAt)}</Td>
      <Td className="whitespace-nowrap text-[13px] text-faint">
        {one.endsAt ? formatMoment(one.endsAt) : '–'}
      </Td>
      <Td className="max-w-32 truncate text-faint">{one.by}</Td>
      <Td align="right">
        {one.state !== 'over' && (
          <ConfirmDialog
            trigger={<Button size="sm">End</Button>}
            title="Take this announcement down?"
            confirm="Take it down"
            onConfirm={() => end.mutateAsync({ id: one.id })}
            testId="end-announcement"
          >
            It is no longer shown to anyone. To show it again, create a new one.
          </ConfirmDialog>
        )}
      </Td>
    </Tr>
  )
}
