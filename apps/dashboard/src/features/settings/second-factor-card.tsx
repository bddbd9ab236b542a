import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { refreshSession, useSession } from '../../lib/session.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { linkLook } from '../../ui/link.tsx'

/** Whether everyone in the workspace has to have a second factor. */
export function SecondFactorCard() {
  const { user, workspace } = useSession()
  const change = useMutation(
    trpc.workspace.requireSecondFactor.mutationOptions({
      onSuccess: async (_, { required }) => {
        await refreshSession()
        toastDone(
          required
            ? 'Members without two-factor authentication are asked to turn it on.'
            : 'Two-factor authentication is optional for members again.',
        )
      },
      onError: toastError,
    }),
  )
  const isOwner = workspace.role === 'owner'
  return (
    <Card>
      <CardHeader
        title="Two-factor authentication"
        description="Members who have not turned it on cannot see the workspace until they do."
      />
      <CardBody className="grid gap-2">
        <Checkbox
          checked={workspace.requiresSecondFactor}
          disabled={!isOwner || change.isPending || (!user.twoFactor && !workspace.requiresSecondFactor)}
          onChange={(required) => change.mutate({ required })}
        >
          Require it for everyone in this workspace
        </Checkbox>
        {isOwner && !user.twoFactor && (
          <p className="text-[13px] text-faint">
            Turn it on for{' '}
            <Link to="/settings/account" className={linkLook}>
              your own account
            </Link>{' '}
            first.
          </p>
        )}
      </CardBody>
    </Card>
  )
}
