import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { KeyFields } from './key-fields.tsx'
import { emptyKeyForm, everyDeployment, isComplete, readKeyForm } from './key-form.ts'
import { NewKeyShown } from './new-key-shown.tsx'

export function CreateKeyDialog({
  open,
  onOpenChange,
  deployments,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  deployments: readonly Pick<DeploymentView, 'id' | 'name'>[]
}) {
  const queries = useQueryClient()
  const currency = useQuery(trpc.billing.spendCap.queryOptions()).data?.currency ?? null
  const [form, setForm] = useState(emptyKeyForm)
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const change = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    // The secret leaves the page's memory with the dialog.
    create.reset()
    setForm(emptyKeyForm)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({
      kind: form.kind,
      ...(form.deployment === everyDeployment ? {} : { deploymentId: form.deployment }),
      ...readKeyForm(form, currency, new Date()),
    })
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      {create.data ? (
        <NewKeyShown value={create.data.key} onDone={() => change(false)} />
      ) : (
        <DialogContent title="New API key">
          <form onSubmit={submit} className="contents">
            <DialogBody>
              <KeyFields form={form} onChange={setForm} deployments={deployments} currency={currency} />
              <FormError error={create.error} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button
                type="submit"
                look="primary"
                pending={create.isPending}
                disabled={!isComplete(form, currency)}
                data-testid="create-key"
              >
                Create key
              </Button>
            </DialogFooter>
          </form>
        </DialogContent>
      )}
    </Dialog>
  )
}
