import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { roleNames } from '../../lib/session.ts'
import type { InvitationView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { ResultDialog } from '../../ui/result-dialog.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export function InvitationsCard() {
  const invitations = useQuery(trpc.invitation.list.queryOptions())
  return (
    <ListTable
      label="Pending invitations"
      query={invitations}
      header={<CardHeader title="Pending invitations" />}
      columns={['E-mail', { label: 'Role', wideOnly: true }, { label: 'Expires', wideOnly: true }]}
      actions
      row={(one) => <InvitationRow key={one.id} invitation={one} />}
      loadingRows={2}
      empty="No pending invitations."
    />
  )
}

function InvitationRow({ invitation: { id, email, role, expiresAt } }: { invitation: InvitationView }) {
  const queries = useQueryClient()
  const [link, setLink] = useState<string | null>(null)
  const refresh = () => queries.invalidateQueries(trpc.invitation.pathFilter())
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: async () => {
        await refresh()
        toastDone('The invitation no longer works.')
      },
      onError: toastError,
    }),
  )
  const renew = useMutation(
    trpc.invitation.renew.mutationOptions({
      onSuccess: async (made, { mail }) => {
        await refresh()
        if (mail === false) setLink(made.link)
        else toastDone(`A new link was sent to ${email}.`)
      },
      onError: toastError,
    }),
  )
  return (
    <Tr>
      <Td className="max-w-44 sm:max-w-72">
        <span className="block truncate font-medium">{email}</span>
        <span className="block text-[13px] text-faint sm:hidden">
          {roleNames[role]}, <Time at={expiresAt} />
        </span>
      </Td>
      <Td className="text-soft max-sm:hidden">{roleNames[role]}</Td>
      <Td className="whitespace-nowrap text-faint max-sm:hidden">
        <Time at={expiresAt} />
      </Td>
      <Td>
        <div className="flex flex-wrap justify-end gap-1">
          <Button
            look="ghost"
            size="sm"
            pending={renew.isPending && renew.variables.mail !== false}
            onClick={() => renew.mutate({ id, mail: true })}
          >
            Resend
          </Button>
          <Button
            look="ghost"
            size="sm"
            pending={renew.isPending && renew.variables.mail === false}
            onClick={() => renew.mutate({ id, mail: false })}
          >
            New link
          </Button>
          <Button look="ghost" size="sm" pending={revoke.isPending} onClick={() => revoke.mutate({ id })}>
            Revoke
          </Button>
        </div>
        {link && <LinkDialog email={email} link={link} onClose={() => setLink(null)} />}
      </Td>
    </Tr>
  )
}

const LinkDialog = ({ email, link, onClose }: { email: string; link: string; onClose: () => void }) => (
  <ResultDialog
    title={`A link for ${email}`}
    description="Valid for seven days and one person. The previous link no longer works."
    onClose={onClose}
  >
    <CopyField text={link} label="the invitation link" data-testid="renewed-link" />
  </ResultDialog>
)
