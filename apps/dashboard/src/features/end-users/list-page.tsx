import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { UserRoundPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { EndUserView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { EndUserDialog } from './end-user-dialog.tsx'
import { StatementButton } from './statement-button.tsx'

const route = getRouteApi('/shell/end-users')
const size = 25

export function EndUserListPage() {
  const { search, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const [open, setOpen] = useState<EndUserView | 'new' | null>(null)
  const endUsers = useQuery({
    ...trpc.endUser.list.queryOptions(
      { offset: pageOffset(page, size), limit: size, ...(search && { search }) },
      { refetchInterval: 15_000 },
    ),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader
        title="End users"
        description="For whom you call, under your own ids: name them as end_user or in the header x-end-user. Months are calendar months in UTC."
        actions={
          canWrite && (
            <Button onClick={() => setOpen('new')} data-testid="add-end-user">
              <UserRoundPlus />
              Limit somebody
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
      <Card>
        <QueryView query={endUsers} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState
                icon={UsersRound}
                title={search ? `No end user’s id holds “${search}”` : 'Nobody is named yet'}
              >
                {search
                  ? 'Try fewer letters, or clear the search.'
                  : 'Once calls say for whom they are, usage is counted, limited and stated by end user.'}
              </EmptyState>
            ) : (
              <>
                <EndUserTable endUsers={items} canWrite={canWrite} onOpen={setOpen} />
                <Pagination
                  page={page}
                  size={size}
                  total={total}
                  noun="end user"
                  onPage={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
      {open !== null && (
        <EndUserDialog endUser={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

function EndUserTable({
  endUsers,
  canWrite,
  onOpen,
}: {
  endUsers: readonly EndUserView[]
  canWrite: boolean
  onOpen: (endUser: EndUserView) => void
}) {
  return (
    <Table label="End users">
      <thead>
        <tr>
          <Th>End user</Th>
          <Th align="right">This month</Th>
          <Th align="right">Limit</Th>
          <Th className={wideOnly}>First named</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {endUsers.map((one) => (
          <Tr key={one.id} data-testid="end-user-row">
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
                {canWrite && (
                  <Button size="sm" onClick={() => onOpen(one)}>
                    Limit
                  </Button>
                )}
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
