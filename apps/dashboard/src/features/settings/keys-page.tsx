import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyRow } from './key-row.tsx'

export function KeysPage() {
  const { canManage } = useSession()
  const keys = useQuery(trpc.apiKey.list.queryOptions())
  const deployments = useQuery(trpc.deployment.list.queryOptions({ offset: 0, limit: 200 }))
  const [creating, setCreating] = useState(false)
  const create = canManage && (
    <Button look="primary" onClick={() => setCreating(true)} data-testid="new-key">
      <Plus />
      New key
    </Button>
  )
  const nameOf = (id: string) => deployments.data?.items.find((one) => one.id === id)?.name ?? id
  return (
    <>
      <ListTable
        label="API keys"
        query={keys}
        header={
          <CardHeader
            title="API keys"
            description="Keep secret keys on your servers; publishable keys can be used in web pages."
            actions={create}
          />
        }
        columns={[
          'Name',
          'Key',
          { label: 'Can call', wideOnly: true },
          'Last used',
          { label: 'Expires', wideOnly: true },
        ]}
        actions
        row={(one) => (
          <KeyRow key={one.id} apiKey={one} deployment={one.deploymentId ? nameOf(one.deploymentId) : null} />
        )}
        loadingRows={3}
        empty={
          <EmptyState icon={KeyRound} title="No keys yet" className="pt-6">
            Create one to call a deployment from your app.
          </EmptyState>
        }
      />
      <p className="mt-3 px-1 text-[13px] text-faint">
        Found a key in public?{' '}
        <Link to="/leaked-key" className={linkLook}>
          Revoke it now
        </Link>
        , no sign-in needed.
      </p>
      {creating && (
        <CreateKeyDialog deployments={deployments.data?.items ?? []} onClose={() => setCreating(false)} />
      )}
    </>
  )
}
