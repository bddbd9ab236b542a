import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { KeyFields } from './key-fields.tsx'
import { emptyKeyForm, everyDeployment, isComplete, readKeyForm } from './key-form.ts'
import { NewKeyShown } from './new-key-shown.tsx'

/** Mounted while it is open, so that the secret leaves the page's memory with it. */
export function CreateKeyDialog({
  deployments,
  onClose,
}: {
  deployments: readonly Pick<DeploymentView, 'id' | 'name'>[]
  onClose: () => void
}) {
  const queries = useQueryClient()
  const currency = useQuery(trpc.billing.spendCap.queryOptions()).data?.currency ?? null
  const [form, setForm] = useState(emptyKeyForm)
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      gcTime: 0,
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const submit = () =>
    create.mutate({
      kind: form.kind,
      ...(form.deployment === everyDeployment ? {} : { deploymentId: form.deployment }),
      ...readKeyForm(form, currency, new Date()),
    })
  if (create.data) return <NewKeyShown value={create.data.key} onClose={onClose} />
  return (
    <FormDialog
      title="New API key"
      action="Create key"
      testId="create-key"
      work={create}
      valid={isComplete(form, currency)}
      onSubmit={submit}
      onClose={onClose}
    >
      <KeyFields form={form} onChange={setForm} deployments={deployments} currency={currency} />
    </FormDialog>
  )
}
