import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { shortestPassword } from '../../lib/password.ts'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'

const route = getRouteApi('/reset-password')

export function ResetPasswordPage() {
  const { token } = route.useSearch()
  const [password, setPassword] = useState('')
  const reset = useMutation({
    mutationFn: () =>
      settled(
        authClient.resetPassword({ token: token ?? '', newPassword: password }),
        'The password could not be changed. Try again.',
      ),
  })
  return (
    <Door
      title="Choose a new password"
      below={
        <Link to="/sign-in" className={linkLook}>
          Sign in
        </Link>
      }
    >
      {!token ? (
        <Notice tone="bad">
          This link is incomplete. Open it from the e-mail again, or request a new one.
        </Notice>
      ) : reset.isSuccess ? (
        <Notice tone="good" data-testid="password-reset">
          Your password has been changed and all sessions ended. Sign in with the new one.
        </Notice>
      ) : (
        <DoorForm
          action="Change password"
          testId="submit"
          work={reset}
          valid={password.length >= shortestPassword}
          onSubmit={() => reset.mutate()}
        >
          <TextField
            label="New password"
            hint={`At least ${shortestPassword} characters; a few unrelated words work well.`}
            type="password"
            testId="password"
            autoComplete="new-password"
            required
            minLength={shortestPassword}
            maxLength={128}
            value={password}
            onType={setPassword}
          />
        </DoorForm>
      )}
    </Door>
  )
}
