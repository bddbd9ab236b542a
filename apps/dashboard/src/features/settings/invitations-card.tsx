import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { roleNames } from '../../lib/session.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export function InvitationsCard() {
  const invitations = useQuery(trpc.invitation.list.queryOptions())
  const queries = useQueryClient()
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.invitation.pathFilter())
        toastDone('The invitation no longer works.')
      },
      onError: toastError,
    }),
  )
  return (
    <Card>
      <CardHeader title="Open invitations" />
      <QueryView query={invitations} skeleton={<TableSkeleton rows={2} />}>
        {(items) =>
          items.length === 0 ? (
            <CardBody className="text-[13px] text-faint">Nobody is invited at the moment.</CardBody>
          ) : (
            <Table label="Open invitations" className="border-line border-t">
              <thead>
                <tr>
                  <Th>E-mail</Th>
                  <Th>Role</Th>
                  <Th>Expires</Th>
                  <Th>
                    <span className="sr-only">Revoke</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <Tr key={one.id}>
                    <Td className="max-w-72 truncate font-medium">{one.email}</Td>
                    <Td className="text-soft">{roleNames[one.role]}</Td>
                    <Td className="whitespace-nowrap text-faint">
                      <Time at={one.expiresAt} />
                    </Td>
                    <Td className="text-right">
                      <Button
                        look="ghost"
                        size="sm"
                        pending={revoke.isPending && revoke.variables.id === one.id}
                        onClick={() => revoke.mutate({ id: one.id })}
                      >
                        Revoke
                      </Button>
                    </Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Card>
  )
}
