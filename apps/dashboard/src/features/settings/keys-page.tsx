import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'

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
          description="Your apps call deployments with them. Keep them on your servers, never in a browser."
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
                    <Th className={wideOnly}>Created</Th>
                    <Th>
                      <span className="sr-only">Revoke</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <KeyRow
                      key={one.id}
                      apiKey={one}
                      scope={one.deploymentId ? nameOf(one.deploymentId) : null}
                    />
                  ))}
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Card>
      <CreateKeyDialog
        open={creating}
        onOpenChange={setCreating}
        deployments={deployments.data?.items ?? []}
      />
    </>
  )
}

function KeyRow({ apiKey, scope }: { apiKey: ApiKeyView; scope: string | null }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const revoke = useMutation(
    trpc.apiKey.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const revoked = apiKey.revokedAt !== null
  return (
    <Tr className={revoked ? 'text-faint' : ''}>
      <Td className="max-w-56 truncate font-medium">{apiKey.name}</Td>
      <Td className="whitespace-nowrap font-mono text-xs">{apiKey.prefix}…</Td>
      <Td className="max-w-48 truncate text-soft max-sm:hidden">{scope ?? 'every deployment'}</Td>
      <Td className="whitespace-nowrap text-faint">
        {apiKey.lastUsedAt ? <Time at={apiKey.lastUsedAt} /> : 'never'}
      </Td>
      <Td className="whitespace-nowrap text-faint max-sm:hidden">
        <Time at={apiKey.createdAt} />
      </Td>
      <Td className="text-right">
        {revoked ? (
          <Badge>revoked</Badge>
        ) : (
          canManage && (
            <ConfirmDialog
              trigger={
                <Button look="ghost" size="sm">
                  Revoke
                </Button>
              }
              title={`Revoke ${apiKey.name}?`}
              confirm="Revoke key"
              onConfirm={() => revoke.mutateAsync({ id: apiKey.id })}
            >
              Every app that uses it is refused within a second. This cannot be taken back.
            </ConfirmDialog>
          )
        )}
      </Td>
    </Tr>
  )
}
