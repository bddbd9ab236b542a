import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'

export function ReactivateDialog({ tenant, onClose }: { tenant: TenantDetail; onClose: () => void }) {
  const queries = useQueryClient()
  const reactivate = useMutation(
    trpc.tenant.reactivate.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.tenant.pathFilter())
        toastDone(`${tenant.name} is active again.`)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={`Reactivate ${tenant.name}`}
      action="Reactivate"
      testId="confirm-reactivate"
      work={reactivate}
      valid
      onSubmit={() => reactivate.mutate({ workspaceId: tenant.workspaceId })}
      onClose={onClose}
    >
      <p className="text-soft text-sm">
        Its calls are answered again immediately, and a paused subscription resumes. If a renewal fell within
        the pause, a new period starts and is charged now. Cancelled runs are not restarted.
      </p>
    </FormDialog>
  )
}
