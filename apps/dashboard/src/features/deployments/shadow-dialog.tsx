import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { useOtherVersions } from './use-other-versions.ts'

export function ShadowDialog({
  open,
  onOpenChange,
  deployment,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  deployment: DeploymentDetail
}) {
  const queries = useQueryClient()
  const versions = useOtherVersions(deployment, open)
  const [chosen, setChosen] = useState('')
  const modelVersionId = chosen || versions.newest?.id || ''
  const start = useMutation(
    trpc.deployment.setShadow.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        toastDone('The shadow is now answering.')
        onOpenChange(false)
      },
    }),
  )
  const submit = () => start.mutate({ id: deployment.id, modelVersionId })
  return (
    <FormDialog
      open={open}
      title="Add a shadow"
      description="It answers the same calls as the live version, for comparison only. Its answers are not sent to anyone or billed."
      action="Add"
      testId="confirm-shadow"
      work={start}
      valid={modelVersionId !== ''}
      onSubmit={submit}
      onClose={() => onOpenChange(false)}
    >
      <SelectField
        label="Version"
        hint={versions.hint}
        testId="shadow-version"
        value={modelVersionId}
        onChange={setChosen}
        options={versions.options}
      />
    </FormDialog>
  )
}
