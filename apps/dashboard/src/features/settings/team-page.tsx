import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Table, Th, wideOnly } from '../../ui/table.tsx'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberRow } from './member-row.tsx'

const route = getRouteApi('/shell/settings/team')

export function TeamPage() {
  const { canManage } = useSession()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const members = useQuery(trpc.member.list.queryOptions())
  const invite = (open: boolean) => void navigate({ search: open ? { dialog: 'invite' } : {}, replace: true })
  return (
    <div className="grid gap-6">
      <Card>
        <CardHeader
          title="Members"
          description="Owners and admins manage people, keys and the plan; members work; viewers read."
          actions={
            canManage && (
              <Button look="primary" onClick={() => invite(true)}>
                <UserPlus />
                Invite
              </Button>
            )
          }
        />
        <QueryView query={members} skeleton={<TableSkeleton rows={3} />}>
          {(people) => (
            <Table label="Members" className="border-line border-t">
              <thead>
                <tr>
                  <Th>Person</Th>
                  <Th>Role</Th>
                  <Th className={wideOnly}>Joined</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {people.map((one) => (
                  <MemberRow
                    key={one.userId}
                    member={one}
                    isLastOwner={
                      one.role === 'owner' && people.filter(({ role }) => role === 'owner').length === 1
                    }
                  />
                ))}
              </tbody>
            </Table>
          )}
        </QueryView>
      </Card>
      {canManage && <InvitationsCard />}
      {canManage && dialog === 'invite' && <InviteDialog onClose={() => invite(false)} />}
    </div>
  )
}
