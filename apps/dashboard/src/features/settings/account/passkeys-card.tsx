import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { authClient, settled } from '../../../lib/auth-client.ts'
import { deviceName } from '../../../lib/device-name.ts'
import type { SignInMethods } from '../../../lib/views.ts'
import { toastDone, toastError } from '../../../ui/action-toast.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { RenameDialog } from '../../../ui/text-dialog.tsx'
import { Time } from '../../../ui/time.tsx'

type Passkey = SignInMethods['passkeys'][number]

const useRefresh = () => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries(trpc.account.signInMethods.queryFilter())
}

export function PasskeysCard() {
  const methods = useQuery(trpc.account.signInMethods.queryOptions())
  const refresh = useRefresh()
  const add = useMutation({
    mutationFn: async () =>
      settled(
        authClient.passkey.addPasskey({ name: deviceName(navigator.userAgent) }),
        'The passkey could not be added. Try again.',
      ),
    onSuccess: async () => {
      await refresh()
      toastDone('Passkey added. Use it next time you sign in.')
    },
    onError: toastError,
  })
  return (
    <Card>
      <CardHeader
        title="Passkeys"
        description="Sign in with your fingerprint, face or device PIN instead of a password and code."
        actions={
          <Button onClick={() => add.mutate()} pending={add.isPending} data-testid="add-passkey">
            <KeyRound />
            Add a passkey
          </Button>
        }
      />
      <QueryView query={methods} skeleton={<TableSkeleton rows={1} />}>
        {({ passkeys }) =>
          passkeys.length === 0 ? (
            <CardBody className="text-[13px] text-faint">You have no passkeys yet.</CardBody>
          ) : (
            <ul aria-label="Passkeys" className="border-line border-t">
              {passkeys.map((one) => (
                <PasskeyRow key={one.id} passkey={one} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [isRenaming, setRenaming] = useState(false)
  const refresh = useRefresh()
  const name = passkey.name ?? 'Passkey'
  const rename = async (typed: string) => {
    await settled(
      authClient.passkey.updatePasskey({ id: passkey.id, name: typed }),
      'The passkey could not be renamed. Try again.',
    )
    await refresh()
  }
  const remove = async () => {
    await settled(
      authClient.passkey.deletePasskey({ id: passkey.id }),
      'The passkey could not be removed. Try again.',
    )
    await refresh()
  }
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-b px-5 py-2.5 last:border-b-0">
      <div className="min-w-0">
        <p className="flex items-center gap-2 font-medium text-sm">
          <span className="truncate">{name}</span>
          {passkey.isSynced && <Badge>synced</Badge>}
        </p>
        <p className="text-[13px] text-faint">
          Added <Time at={passkey.addedAt} />
        </p>
      </div>
      <div className="flex gap-1">
        <Button look="ghost" size="sm" onClick={() => setRenaming(true)}>
          Rename
        </Button>
        <ConfirmDialog
          trigger={
            <Button look="ghost" size="sm">
              Remove
            </Button>
          }
          title={`Remove ${name}?`}
          confirm="Remove"
          onConfirm={remove}
          testId="remove-passkey"
        >
          It will no longer sign you in. Your device may still offer it: remove it there too.
        </ConfirmDialog>
      </div>
      {isRenaming && <RenameDialog name={name} onRename={rename} onClose={() => setRenaming(false)} />}
    </li>
  )
}
