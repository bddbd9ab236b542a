import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { MailKind } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'

const texts: Record<MailKind, { name: string; about: string }> = {
  training: {
    name: 'Training has ended',
    about: 'A run you started took two minutes or longer, or failed.',
  },
  quota: {
    name: 'Quota and spend cap',
    about: 'When 75, 90 and 100% of the predictions or the cap are used.',
  },
  drift: {
    name: 'Drift',
    about: 'A deployment’s inputs or answers no longer match its training data.',
  },
  service: { name: 'Services', about: 'Quotes, messages and milestones of custom services.' },
  webhook: { name: 'Webhooks', about: 'A webhook was unreachable for days and was disabled.' },
  digest: { name: 'Weekly summary', about: 'Calls, training and open alerts of the last seven days.' },
}

const always = [
  {
    name: 'Finance',
    about: 'Failed payments, trial endings, automatic top-ups and plan changes, sent to owners and admins.',
  },
  {
    name: 'Security',
    about: 'Changes to how you sign in, leaked keys, and upcoming deletions.',
  },
]

/** Which mails of this workspace a person gets. */
export function NotificationsPage() {
  const { workspace, user } = useSession()
  const queries = useQueryClient()
  const key = trpc.notification.list.queryKey()
  const choices = useQuery(trpc.notification.list.queryOptions())
  const set = useMutation(
    trpc.notification.set.mutationOptions({
      // Shown at once, and put back where the server refuses.
      onMutate: async ({ kind, wanted }) => {
        await queries.cancelQueries({ queryKey: key })
        const before = queries.getQueryData(key)
        queries.setQueryData(key, (all) => all?.map((one) => (one.kind === kind ? { kind, wanted } : one)))
        return { before }
      },
      onError: (error, _, kept) => {
        queries.setQueryData(key, kept?.before)
        toastError(error)
      },
    }),
  )
  return (
    <div className="grid max-w-3xl gap-6">
      <Card>
        <CardHeader title="Optional e-mails" description={`From ${workspace.name}, to ${user.email}.`} />
        <QueryView query={choices} skeleton={<TableSkeleton rows={6} />}>
          {(all) => (
            <ul className="border-line border-t">
              {all.map(({ kind, wanted }) => (
                <Line key={kind} {...texts[kind]}>
                  <Checkbox
                    label={texts[kind].name}
                    checked={wanted}
                    onChange={(next) => set.mutate({ kind, wanted: next })}
                  />
                </Line>
              ))}
            </ul>
          )}
        </QueryView>
      </Card>
      <Card>
        <CardHeader
          title="Required e-mails"
          description="Missing one of these could cost you money or the workspace, so they cannot be turned off."
        />
        <ul className="border-line border-t">
          {always.map((one) => (
            <Line key={one.name} {...one}>
              <Checkbox label={one.name} checked disabled onChange={() => {}} />
            </Line>
          ))}
        </ul>
      </Card>
    </div>
  )
}

const Line = ({ name, about, children }: { name: string; about: string; children: ReactNode }) => (
  <li className="flex items-start justify-between gap-4 border-line border-b px-5 py-3 last:border-b-0">
    <div className="min-w-0">
      <p className="font-medium text-sm">{name}</p>
      <p className="text-[13px] text-faint">{about}</p>
    </div>
    {children}
  </li>
)
