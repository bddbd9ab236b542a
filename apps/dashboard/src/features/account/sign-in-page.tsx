import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { authClient, settled } from '../../lib/auth-client.ts'
import { safeNextPath } from '../../lib/next-path.ts'
import { refreshSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'
import { SecondStep } from './second-step.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { next, email: invited } = route.useSearch()
  const router = useRouter()
  const [isAskedForCode, setAskedForCode] = useState(false)
  const enter = async () => {
    await refreshSession()
    await router.navigate({ href: safeNextPath(next, location.origin) })
  }
  const isOpen = useQuery(trpc.platform.signUpOpen.queryOptions()).data !== false
  const mayJoin = isOpen || next?.startsWith('/invite/')
  if (isAskedForCode) return <SecondStep onIn={enter} onBack={() => setAskedForCode(false)} />
  return (
    <Door
      title="Sign in"
      below={
        mayJoin && (
          <>
            New here?{' '}
            <Link to="/sign-up" search={{ next, email: invited }} className={linkLook}>
              Create an account
            </Link>
          </>
        )
      }
    >
      <PasswordForm invited={invited} onIn={enter} onCode={() => setAskedForCode(true)} />
    </Door>
  )
}

async function tryPassword(email: string, password: string): Promise<'in' | 'code'> {
  const { data, error } = await authClient.signIn.email({ email: email.trim(), password })
  if (error) {
    throw new Error(
      error.status === 429
        ? 'Too many attempts. Wait a minute, then try again.'
        : error.status === 401
          ? 'Incorrect e-mail or password.'
          : (error.message ?? 'Signing in failed. Try again.'),
    )
  }
  return 'twoFactorRedirect' in data && data.twoFactorRedirect ? 'code' : 'in'
}

function PasswordForm({
  invited,
  onIn,
  onCode,
}: {
  invited: string | undefined
  onIn: () => Promise<void>
  onCode: () => void
}) {
  const [email, setEmail] = useState(invited ?? '')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: async () => {
      if ((await tryPassword(email, password)) === 'code') onCode()
      else await onIn()
    },
  })
  const byPasskey = useMutation({
    mutationFn: async () => {
      await settled(authClient.signIn.passkey(), 'Signing in with a passkey failed. Try again.')
      await onIn()
    },
    onMutate: () => signIn.reset(),
  })
  const submit = () => {
    byPasskey.reset()
    signIn.mutate()
  }
  return (
    <DoorForm
      action="Sign in"
      testId="submit"
      work={{ isPending: signIn.isPending, error: signIn.error ?? byPasskey.error }}
      onSubmit={submit}
      below={
        <Button
          size="lg"
          pending={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
          data-testid="passkey-sign-in"
        >
          <KeyRound />
          Use a passkey
        </Button>
      }
    >
      <TextField
        label="E-mail"
        type="email"
        name="email"
        testId="email"
        autoComplete="email"
        required
        value={email}
        onType={setEmail}
      />
      <TextField
        label="Password"
        aside={
          <Link
            to="/forgot-password"
            search={{ email: email.trim() || undefined }}
            className={`${linkLook} text-[13px]`}
          >
            Forgot password?
          </Link>
        }
        type="password"
        name="password"
        testId="password"
        autoComplete="current-password"
        required
        value={password}
        onType={setPassword}
      />
    </DoorForm>
  )
}
