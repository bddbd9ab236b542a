import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'

const failed = 'The code could not be checked. Try again.'

/** The second step of a sign-in: a code of the app, or one of the backup codes. */
export function SecondStep({ onIn, onBack }: { onIn: () => Promise<void>; onBack: () => void }) {
  const [isBackup, setBackup] = useState(false)
  const [code, setCode] = useState('')
  const [trustDevice, setTrustDevice] = useState(false)
  const verify = useMutation({
    mutationFn: async () => {
      const typed = code.replaceAll(/\s/g, '')
      await (isBackup
        ? settled(authClient.twoFactor.verifyBackupCode({ code: typed, trustDevice }), failed)
        : settled(authClient.twoFactor.verifyTotp({ code: typed, trustDevice }), failed))
      await onIn()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verify.mutate()
  }
  const swap = () => {
    setBackup(!isBackup)
    setCode('')
    verify.reset()
  }
  return (
    <Door
      title="One more step"
      description={
        isBackup
          ? 'Type one of the backup codes that you kept. Each works once.'
          : 'Type the six digits that your authenticator app shows.'
      }
      below={
        <button type="button" className={linkLook} onClick={onBack}>
          Sign in as somebody else
        </button>
      }
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          key={isBackup ? 'backup' : 'code'}
          label={isBackup ? 'Backup code' : 'Code'}
          testId="code"
          autoComplete="one-time-code"
          inputMode={isBackup ? 'text' : 'numeric'}
          className="[&_input]:font-mono [&_input]:tracking-widest"
          autoFocus
          required
          maxLength={20}
          value={code}
          onType={setCode}
        />
        <Checkbox checked={trustDevice} onChange={setTrustDevice}>
          Do not ask on this device for 30 days
        </Checkbox>
        <FormError error={verify.error} />
        <Button
          type="submit"
          look="primary"
          size="lg"
          pending={verify.isPending}
          disabled={code.trim() === ''}
          data-testid="verify-code"
        >
          Go on
        </Button>
        <button type="button" className={`${linkLook} justify-self-center text-[13px]`} onClick={swap}>
          {isBackup ? 'Use the app’s code' : 'Use a backup code'}
        </button>
      </form>
    </Door>
  )
}
