import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { authClient, settled } from '../../../lib/auth-client.ts'
import { refreshSession } from '../../../lib/session.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { CopyField } from '../../../ui/copy.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { BackupCodesDialog } from './backup-codes-dialog.tsx'
import { PasswordCheck } from './password-check.tsx'

type Begun = { uri: string; codes: string[] }

/** Password, then the app's first code, then the backup codes: on only once the code was right. */
export function TwoFactorDialog({ onClose }: { onClose: () => void }) {
  const [begun, setBegun] = useState<Begun | null>(null)
  const [isConfirmed, setConfirmed] = useState(false)
  const begin = useMutation({
    mutationFn: (password: string) =>
      settled(authClient.twoFactor.enable({ password }), 'Setup could not be started. Try again.'),
    onSuccess: (answer) => {
      if ('totpURI' in answer) setBegun({ uri: answer.totpURI, codes: answer.backupCodes })
    },
  })
  if (begun && isConfirmed) return <BackupCodesDialog codes={begun.codes} onClose={onClose} />
  if (begun) return <ScanStep uri={begun.uri} onDone={() => setConfirmed(true)} onClose={onClose} />
  return (
    <PasswordCheck
      title="Turn on two-factor authentication"
      description="You need an authenticator app on your phone, such as Google or Microsoft Authenticator, 1Password or Bitwarden."
      action="Continue"
      work={begin}
      onPassword={begin.mutate}
      onClose={onClose}
    />
  )
}

function ScanStep({ uri, onDone, onClose }: { uri: string; onDone: () => void; onClose: () => void }) {
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () =>
      settled(
        authClient.twoFactor.verifyTotp({ code: code.replaceAll(/\s/g, '') }),
        'The code could not be checked. Try again.',
      ),
    onSuccess: async () => {
      await refreshSession()
      toastDone('Two-factor authentication is on.')
      onDone()
    },
  })
  return (
    <FormDialog
      title="Scan this with your app"
      description="Then enter the six digits it shows."
      action="Turn on"
      testId="confirm-code"
      work={confirm}
      valid={code.trim().length >= 6}
      onSubmit={() => confirm.mutate()}
      onClose={onClose}
    >
      <QrCode text={uri} label="The code to scan with your authenticator app" className="mx-auto size-48" />
      <div className="grid gap-1.5">
        <p className="text-[13px] text-faint">No camera? Enter this key in the app.</p>
        <CopyField
          text={new URL(uri).searchParams.get('secret') ?? ''}
          label="the key"
          data-testid="two-factor-secret"
        />
      </div>
      <TextField
        label="Code"
        testId="two-factor-code"
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        maxLength={8}
        value={code}
        onType={setCode}
      />
    </FormDialog>
  )
}
