import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { linkLook } from '../../ui/link.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'

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
          ? 'Enter one of your saved backup codes. Each works once.'
          : 'Enter the six-digit code from your authenticator app.'
      }
      below={
        <button type="button" className={linkLook} onClick={onBack}>
          Use a different account
        </button>
      }
    >
      <DoorForm
        action="Continue"
        testId="verify-code"
        work={verify}
        valid={code.trim() !== ''}
        onSubmit={() => verify.mutate()}
        below={
          <button type="button" className={`${linkLook} justify-self-center text-[13px]`} onClick={swap}>
            {isBackup ? 'Use the app’s code' : 'Use a backup code'}
          </button>
        }
      >
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
          Trust this device for 30 days
        </Checkbox>
      </DoorForm>
    </Door>
  )
}
