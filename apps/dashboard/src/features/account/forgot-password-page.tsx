import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'

const route = getRouteApi('/forgot-password')

export function ForgotPasswordPage() {
  const { email: known } = route.useSearch()
  const [email, setEmail] = useState(known ?? '')
  const ask = useMutation({
    mutationFn: () =>
      settled(
        authClient.requestPasswordReset({ email: email.trim() }),
        'The e-mail could not be sent. Try again.',
      ),
  })
  return (
    <Door
      title="Forgot your password?"
      description="We will e-mail you a link to choose a new one."
      below={
        <Link to="/sign-in" className={linkLook}>
          Back to sign-in
        </Link>
      }
    >
      {ask.isSuccess ? (
        <Notice tone="good" data-testid="reset-mailed">
          If {email.trim()} has an account, an e-mail is on its way. The link is valid for one hour.
        </Notice>
      ) : (
        <DoorForm action="Send me a link" testId="submit" work={ask} onSubmit={() => ask.mutate()}>
          <TextField
            label="E-mail"
            type="email"
            testId="email"
            autoComplete="email"
            required
            value={email}
            onType={setEmail}
          />
        </DoorForm>
      )}
    </Door>
  )
}
