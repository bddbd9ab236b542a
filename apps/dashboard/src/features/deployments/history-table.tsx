import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { describePolicy } from '../../lib/decision-policy.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export function HistoryTable({ deployment }: { deployment: DeploymentDetail }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const deploy = useMutation(
    trpc.deployment.deploy.mutationOptions({
      onSuccess: async (_, { modelVersionId }) => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        const back = deployment.revisions.find((one) => one.modelVersionId === modelVersionId)
        toastDone(back ? `Version ${back.versionNumber} is live again.` : 'It is live.')
      },
      onError: toastError,
    }),
  )
  return (
    <ListTable
      label="Revisions"
      query={{ data: deployment.revisions }}
      columns={['Revision', 'Model version', 'Deployed']}
      actions
      row={(one) => {
        const live = one.revision === deployment.revision
        const same =
          one.modelVersionId === deployment.version.id &&
          deployment.traffic === null &&
          JSON.stringify(one.policy) === JSON.stringify(deployment.policy)
        return (
          <Tr key={one.revision}>
            <Td>
              <span className="flex items-center gap-2 font-medium">
                {one.revision}
                {live && <Badge tone="good">current</Badge>}
              </span>
            </Td>
            <Td>
              <Link
                to="/models/$modelId/versions/$versionId"
                params={{ modelId: deployment.modelId, versionId: one.modelVersionId }}
                className={linkLook}
              >
                Version {one.versionNumber}
              </Link>
              {one.reason && (
                <span className="block max-w-96 text-faint text-xs">
                  {one.reason}
                  {!one.byPerson && ' Done automatically.'}
                </span>
              )}
              {one.policy && (
                <span className="block max-w-96 text-faint text-xs">
                  {describePolicy(one.policy).join(' ')}
                </span>
              )}
            </Td>
            <Td className="whitespace-nowrap text-faint">
              <Time at={one.createdAt} />
            </Td>
            <Td className="text-right">
              {!live && !same && canWrite && (
                <Button
                  size="sm"
                  pending={deploy.isPending && deploy.variables.modelVersionId === one.modelVersionId}
                  onClick={() =>
                    deploy.mutate({
                      id: deployment.id,
                      modelVersionId: one.modelVersionId,
                      policy: one.policy,
                    })
                  }
                >
                  Roll back to this
                </Button>
              )}
            </Td>
          </Tr>
        )
      }}
    />
  )
}
