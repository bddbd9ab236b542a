import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { authClient, settled } from '../../lib/auth-client.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'

const route = getRouteApi('/forgot-password')

export function ForgotPasswordPage() {
  const { email: known } = route.useSearch()
  const [email, setEmail] = useState(known ?? '')
  const ask = useMutation({
    mutationFn: () =>
      settled(
        authClient.requestPasswordReset({ email: email.trim() }),
        'The mail could not be sent. Try again.',
      ),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <Door
      title="Forgot your password?"
      description="We mail you a link with which you choose a new one."
      below={
        <Link to="/sign-in" className={linkLook}>
          Back to sign-in
        </Link>
      }
    >
      {ask.isSuccess ? (
        <Notice tone="good" data-testid="reset-mailed">
          If {email.trim()} has an account, a mail is on its way. The link in it is good for an hour.
        </Notice>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <TextField
            label="E-mail"
            type="email"
            testId="email"
            autoComplete="email"
            required
            value={email}
            onType={setEmail}
          />
          <FormError error={ask.error} />
          <Button type="submit" look="primary" size="lg" pending={ask.isPending} data-testid="submit">
            Mail me a link
          </Button>
        </form>
      )}
    </Door>
  )
}
