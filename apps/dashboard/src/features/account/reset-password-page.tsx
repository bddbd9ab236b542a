import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { shortestPassword } from '../../lib/password.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'

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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reset.mutate()
  }
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
          This link is incomplete. Open it from the mail once more, or ask for a new one.
        </Notice>
      ) : reset.isSuccess ? (
        <Notice tone="good" data-testid="password-reset">
          Your password is changed, and every session has ended. Sign in with the new one.
        </Notice>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
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
          <FormError error={reset.error} />
          <Button
            type="submit"
            look="primary"
            size="lg"
            pending={reset.isPending}
            disabled={password.length < shortestPassword}
            data-testid="submit"
          >
            Change password
          </Button>
        </form>
      )}
    </Door>
  )
}
