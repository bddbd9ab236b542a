import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshSession, switchWorkspace } from '../../lib/session.ts'
import { linkLook } from '../../ui/link.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'
import { DoorForm } from './door-form.tsx'

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
  const has = (me.data?.workspaces.length ?? 0) > 0
  return (
    <Door
      title={has ? 'New workspace' : 'Name your workspace'}
      description="A workspace holds your data, models, team and plan. It is usually named after your company or product."
      below={
        has && (
          <Link to="/" className={linkLook}>
            Back to the dashboard
          </Link>
        )
      }
    >
      <DoorForm
        action="Create workspace"
        testId="create-workspace"
        work={create}
        valid={name.trim() !== ''}
        onSubmit={() => create.mutate({ name: name.trim() })}
      >
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
      </DoorForm>
    </Door>
  )
}
