import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate({ id: apiKey.id, ...readKeyForm(form, currency, new Date()) })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={`Change ${apiKey.name}`}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <KeyFields
              form={form}
              onChange={setForm}
              deployments={[]}
              currency={currency}
              made
              cap={apiKey.spendCap}
            />
            <FormError error={update.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={update.isPending}
              disabled={!isComplete(form, currency)}
            >
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
