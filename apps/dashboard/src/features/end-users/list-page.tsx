import { getRouteApi } from '@tanstack/react-router'
import { UserRoundPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import type { EndUserView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { EndUserDialog } from './end-user-dialog.tsx'
import { StatementButton } from './statement-button.tsx'

const route = getRouteApi('/shell/end-users')

export function EndUserListPage() {
  const { search } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const [open, setOpen] = useState<EndUserView | 'new' | null>(null)
  const endUsers = usePagedQuery(usePageInAddress(), 25, (window) =>
    trpc.endUser.list.queryOptions({ ...window, ...(search && { search }) }, { refetchInterval: 15_000 }),
  )
  return (
    <>
      <PageHeader
        title="End users"
        description="The people you make calls for, under your own ids. Pass them as end_user or in the header x-end-user. Months are calendar months in UTC."
        actions={
          canWrite && (
            <Button onClick={() => setOpen('new')} data-testid="add-end-user">
              <UserRoundPlus />
              Limit a user
            </Button>
          )
        }
      />
      <SearchBox
        label="Search end users"
        value={search ?? ''}
        className="mb-4 sm:max-w-xs"
        onSearch={(value) => void navigate({ search: { search: value || undefined }, replace: true })}
      />
      <ListTable
        label="End users"
        query={endUsers}
        columns={[
          'End user',
          ...numericColumns('This month', 'Limit'),
          { label: 'First seen', wideOnly: true },
        ]}
        actions
        row={(one) => (
          <EndUserRow key={one.id} endUser={one} onLimit={canWrite ? () => setOpen(one) : null} />
        )}
        noun="end user"
        empty={
          <EmptyState
            icon={UsersRound}
            title={search ? `No end user id contains “${search}”` : 'No end users yet'}
          >
            {search
              ? 'Try a shorter search, or clear it.'
              : 'Once calls name an end user, usage is counted, limited and reported for each of them.'}
          </EmptyState>
        }
      />
      {open !== null && (
        <EndUserDialog endUser={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

const EndUserRow = ({ endUser: one, onLimit }: { endUser: EndUserView; onLimit: (() => void) | null }) => (
  <Tr data-testid="end-user-row">
    <Td className="max-w-72">
      <span className="flex items-center gap-2">
        <span className="truncate font-medium">{one.id}</span>
        {one.blockedAt && <Badge tone="bad">blocked</Badge>}
        {!one.blockedAt && one.monthlyLimit !== null && one.usedThisMonth >= one.monthlyLimit && (
          <Badge tone="warn">used up</Badge>
        )}
      </span>
    </Td>
    <Td align="right">{formatCount(one.usedThisMonth)}</Td>
    <Td align="right">{one.monthlyLimit === null ? '–' : formatCount(one.monthlyLimit)}</Td>
    <Td className="whitespace-nowrap text-faint max-sm:hidden">
      <Time at={one.createdAt} />
    </Td>
    <Td>
      <span className="flex justify-end gap-2">
        <StatementButton id={one.id} />
        {onLimit && (
          <Button size="sm" onClick={onLimit}>
            Limit
          </Button>
        )}
      </span>
    </Td>
  </Tr>
)
