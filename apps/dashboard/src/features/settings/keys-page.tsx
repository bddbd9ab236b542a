import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Th, wideOnly } from '../../ui/table.tsx'
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
      <Card>
        <CardHeader
          title="API keys"
          description="Secret keys stay on your servers; publishable ones may stand in web pages."
          actions={create}
        />
        <QueryView query={keys} skeleton={<TableSkeleton rows={3} />}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={KeyRound} title="No keys yet" className="pt-6">
                Create one to call a deployment from your app.
              </EmptyState>
            ) : (
              <Table label="API keys" className="border-line border-t">
                <thead>
                  <tr>
                    <Th>Name</Th>
                    <Th>Key</Th>
                    <Th className={wideOnly}>May call</Th>
                    <Th>Last used</Th>
                    <Th className={wideOnly}>Expires</Th>
                    <Th>
                      <span className="sr-only">What can be done</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <KeyRow
                      key={one.id}
                      apiKey={one}
                      deployment={one.deploymentId ? nameOf(one.deploymentId) : null}
                    />
                  ))}
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Card>
      <p className="mt-3 px-1 text-[13px] text-faint">
        Found a key in public?{' '}
        <Link to="/leaked-key" className={linkLook}>
          End it at once
        </Link>
        , signed in or not.
      </p>
      {creating && (
        <CreateKeyDialog deployments={deployments.data?.items ?? []} onClose={() => setCreating(false)} />
      )}
    </>
  )
}
