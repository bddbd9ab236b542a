import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { authClient, settled } from '../../../lib/auth-client.ts'
import { refreshSession, useAccount } from '../../../lib/session.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { BackupCodesDialog } from './backup-codes-dialog.tsx'
import { PasswordCheck } from './password-check.tsx'
import { TwoFactorDialog } from './two-factor-dialog.tsx'

const route = getRouteApi('/shell/settings/account')

export function TwoFactorCard() {
  const { user } = useAccount()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const setUp = (open: boolean) =>
    void navigate({ search: open ? { dialog: 'two-factor' } : {}, replace: true })
  const isSettingUp = dialog === 'two-factor'
  return (
    <Card>
      <CardHeader
        title={
          <>
            Two-factor authentication{' '}
            <Badge tone={user.twoFactor ? 'good' : 'neutral'} data-testid="two-factor-state">
              {user.twoFactor ? 'On' : 'Off'}
            </Badge>
          </>
        }
        description="After your password, you enter a code from an app on your phone. A stolen password alone is not enough."
      />
      <CardBody className="flex flex-wrap gap-2">
        {user.twoFactor ? (
          <TurnedOn />
        ) : (
          <Button look="primary" onClick={() => setUp(true)} data-testid="two-factor-on">
            Turn on
          </Button>
        )}
      </CardBody>
      {isSettingUp && <TwoFactorDialog onClose={() => setUp(false)} />}
    </Card>
  )
}

function TurnedOn() {
  const [asking, setAsking] = useState<'codes' | 'off' | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const renew = useMutation({
    mutationFn: (password: string) =>
      settled(
        authClient.twoFactor.generateBackupCodes({ password }),
        'Codes could not be created. Try again.',
      ),
    onSuccess: ({ backupCodes }) => {
      setAsking(null)
      setCodes(backupCodes)
    },
  })
  const turnOff = useMutation({
    mutationFn: (password: string) =>
      settled(authClient.twoFactor.disable({ password }), 'It could not be turned off. Try again.'),
    onSuccess: async () => {
      await refreshSession()
      toastDone('Two-factor authentication is off.')
    },
  })
  return (
    <>
      <Button onClick={() => setAsking('codes')} data-testid="renew-codes">
        New backup codes
      </Button>
      <Button onClick={() => setAsking('off')} data-testid="two-factor-off">
        Turn off
      </Button>
      {asking === 'codes' && (
        <PasswordCheck
          title="Create new backup codes"
          description="Your current codes will stop working."
          action="Create new codes"
          work={renew}
          onPassword={renew.mutate}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'off' && (
        <PasswordCheck
          title="Turn off two-factor authentication"
          description="Your password alone will sign you in. You lose access to workspaces that require two-factor authentication."
          action="Turn off"
          work={turnOff}
          onPassword={turnOff.mutate}
          onClose={() => setAsking(null)}
        />
      )}
      {codes && <BackupCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </>
  )
}
