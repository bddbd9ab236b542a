import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { KeyFields } from './key-fields.tsx'
import { formOf, isComplete, readKeyForm } from './key-form.ts'

/** Mounted while it is open. */
export function EditKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const queries = useQueryClient()
  const currency = useQuery(trpc.billing.spendCap.queryOptions()).data?.currency ?? null
  const [form, setForm] = useState(() => formOf(apiKey))
  const update = useMutation(
    trpc.apiKey.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.apiKey.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={`Change ${apiKey.name}`}
      action="Save"
      work={update}
      valid={isComplete(form, currency)}
      onSubmit={() => update.mutate({ id: apiKey.id, ...readKeyForm(form, currency, new Date()) })}
      onClose={onClose}
    >
      <KeyFields
        form={form}
        onChange={setForm}
        deployments={[]}
        currency={currency}
        made
        cap={apiKey.spendCap}
      />
    </FormDialog>
  )
}
