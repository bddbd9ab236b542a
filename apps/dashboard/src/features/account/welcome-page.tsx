import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshSession, switchWorkspace } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'

export function WelcomePage() {
  const router = useRouter()
  const me = useQuery(trpc.me.get.queryOptions())
  const [name, setName] = useState('')
  const create = useMutation(
    trpc.workspace.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await refreshSession()
        switchWorkspace(id)
        await router.navigate({ to: '/' })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim() })
  }
  const has = (me.data?.workspaces.length ?? 0) > 0
  return (
    <Door
      title={has ? 'New workspace' : 'Name your workspace'}
      description="A workspace holds your data, models, team and plan. Usually it is named after the company or product."
      below={
        has && (
          <Link to="/" className={linkLook}>
            Back to the dashboard
          </Link>
        )
      }
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Workspace name"
          testId="workspace-name"
          autoComplete="organization"
          required
          maxLength={80}
          placeholder="Northwind Support"
          value={name}
          onType={setName}
        />
        <FormError error={create.error} />
        <Button
          type="submit"
          look="primary"
          size="lg"
          pending={create.isPending}
          disabled={name.trim() === ''}
          data-testid="create-workspace"
        >
          Create workspace
        </Button>
      </form>
    </Door>
  )
}
