import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { authClient } from '../../lib/auth-client.ts'
import { useBrand } from '../../lib/brand.ts'
import { safeNextPath } from '../../lib/next-path.ts'
import { shortestPassword } from '../../lib/password.ts'
import { refreshSession } from '../../lib/session.ts'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Agreement } from './agreement.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'

const route = getRouteApi('/sign-up')

export function SignUpPage() {
  const { next, email: invited } = route.useSearch()
  const router = useRouter()
  const signUpOpen = useQuery(trpc.platform.signUpOpen.queryOptions())
  const [name, setName] = useState('')
  const [email, setEmail] = useState(invited ?? '')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const legal = useBrand().legal.filter(({ kind }) => kind !== 'imprint')
  const [agrees, setAgrees] = useState(false)
  const accepted = agrees ? legal.map(({ id }) => id) : []
  const tooShort = password.length < shortestPassword
  const signUp = useMutation({
    mutationFn: async () => {
      const account = { name: name.trim(), email: email.trim(), password }
      // The server takes what is accepted out of it before the account is made.
      const { error } = await authClient.signUp.email({ ...account, ...(legal.length > 0 && { accepted }) })
      if (error) {
        throw new Error(
          error.status === 429
            ? 'Too many attempts. Wait a minute, then try again.'
            : (error.message ?? 'The account could not be created. Try again.'),
        )
      }
      const me = await refreshSession()
      const path = safeNextPath(next, location.origin)
      const needsWorkspace = me?.workspaces.length === 0 && !path.startsWith('/invite/')
      await router.navigate({ href: needsWorkspace ? '/welcome' : path })
    },
  })
  const submit = () => {
    setTried(true)
    if (!tooShort) signUp.mutate()
  }
  return (
    <Door
      title="Create your account"
      description="From labelled data to a live endpoint in minutes. No card needed."
      below={
        <>
          Already have an account?{' '}
          <Link to="/sign-in" search={{ next, email: invited }} className={linkLook}>
            Sign in
          </Link>
        </>
      }
    >
      <DoorForm action="Create account" testId="submit" work={signUp} onSubmit={submit}>
        {signUpOpen.data === false && (
          <Notice tone="warn" data-testid="sign-up-closed">
            Only people who were invited to a workspace can make an account at the moment. Use the address
            that the invitation went to.
          </Notice>
        )}
        <TextField
          label="Your name"
          name="name"
          testId="name"
          autoComplete="name"
          required
          maxLength={100}
          value={name}
          onType={setName}
        />
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
          hint={`At least ${shortestPassword} characters; a few unrelated words work well.`}
          error={
            tried &&
            tooShort &&
            `Use at least ${shortestPassword} characters; this one has ${password.length}.`
          }
          type="password"
          name="password"
          testId="password"
          autoComplete="new-password"
          required
          maxLength={128}
          value={password}
          onType={setPassword}
        />
        {legal.length > 0 && (
          <Agreement kinds={legal.map(({ kind }) => kind)} agrees={agrees} onChange={setAgrees} />
        )}
      </DoorForm>
    </Door>
  )
}
