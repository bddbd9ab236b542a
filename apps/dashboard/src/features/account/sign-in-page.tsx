import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { authClient } from '../../lib/auth-client.ts'
import { safeNextPath } from '../../lib/next-path.ts'
import { refreshSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Door } from './door.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { next, email: invited } = route.useSearch()
  const router = useRouter()
  const [email, setEmail] = useState(invited ?? '')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: async () => {
      const { error } = await authClient.signIn.email({ email: email.trim(), password })
      if (error) {
        throw new Error(
          error.status === 429
            ? 'Too many attempts. Wait a minute, then try again.'
            : error.status === 401
              ? 'That e-mail and password do not belong together.'
              : (error.message ?? 'Signing in failed. Try again.'),
        )
      }
      await refreshSession()
      await router.navigate({ href: safeNextPath(next, location.origin) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <Door
      title="Sign in"
      below={
        <>
          New here?{' '}
          <Link to="/sign-up" search={{ next, email: invited }} className={linkLook}>
            Create an account
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              type="email"
              name="email"
              data-testid="email"
              autoComplete="email"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <Input
              {...control}
              type="password"
              name="password"
              data-testid="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <FormError error={signIn.error} />
        <Button type="submit" look="primary" size="lg" pending={signIn.isPending} data-testid="submit">
          Sign in
        </Button>
      </form>
    </Door>
  )
}
