import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { useFeature } from '../../lib/features.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { linkLook } from '../../ui/link.tsx'

/** Opens a page about this deployment to anybody. */
export function PublicStatusCard({ deployment }: { deployment: DeploymentDetail }) {
  const { canManage } = useSession()
  const isOn = useFeature('public_pages')
  const queries = useQueryClient()
  const publish = useMutation(
    trpc.status.publish.mutationOptions({
      onSuccess: async (_nothing, { public: isPublic }) => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        toastDone(isPublic ? 'The status page is public.' : 'The status page is closed.')
      },
      onError: toastError,
    }),
  )
  const path = `/status/${deployment.id}`
  if (!isOn || (!canManage && !deployment.publicStatus)) return null
  return (
    <Card>
      <CardHeader
        title="Public status page"
        description="Anyone with the address sees the name, the share of failed calls and the response times, but never the call volume."
      />
      <CardBody className="flex flex-wrap items-center justify-between gap-3 text-[13px]">
        {canManage ? (
          <Checkbox
            checked={deployment.publicStatus}
            onChange={(wanted) => publish.mutate({ id: deployment.id, public: wanted })}
          >
            Anyone can view it
          </Checkbox>
        ) : (
          <span>Anyone can view it.</span>
        )}
        {deployment.publicStatus && (
          <a className={linkLook} href={path} target="_blank" rel="noreferrer">
            {path}
          </a>
        )}
      </CardBody>
    </Card>
  )
}
