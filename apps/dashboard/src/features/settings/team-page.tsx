import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ListTable } from '../../ui/list-table.tsx'
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
      <ListTable
        label="Members"
        query={members}
        header={
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
        }
        columns={['Person', 'Role', { label: 'Joined', wideOnly: true }]}
        actions
        row={(one) => (
          <MemberRow
            key={one.userId}
            member={one}
            isLastOwner={
              one.role === 'owner' && members.data?.filter(({ role }) => role === 'owner').length === 1
            }
          />
        )}
        loadingRows={3}
      />
      {canManage && <InvitationsCard />}
      {canManage && dialog === 'invite' && <InviteDialog onClose={() => invite(false)} />}
    </div>
  )
}
