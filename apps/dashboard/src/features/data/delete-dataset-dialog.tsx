import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Asks for the name, since nothing of it can be taken back. Mounted while it is open. */
export function DeleteDatasetDialog({
  dataset,
  onClose,
}: {
  dataset: { id: string; name: string }
  onClose: () => void
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const preview = useQuery(trpc.dataset.deletionPreview.queryOptions({ id: dataset.id }))
  const [confirm, setConfirm] = useState('')
  const [withModels, setWithModels] = useState(false)
  const remove = useMutation(
    trpc.dataset.delete.mutationOptions({
      onSuccess: async () => {
        await router.navigate({ to: '/data' })
        await queries.invalidateQueries(trpc.dataset.pathFilter())
        await queries.invalidateQueries(trpc.model.pathFilter())
        toastDone(`${dataset.name} is deleted. The last of its files goes within minutes.`)
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    remove.mutate({ id: dataset.id, confirm, withModels })
  }
  const { versions = 0, models = [], deployments = [] } = preview.data ?? {}
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={`Delete ${dataset.name}?`}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <p className="text-[13px] text-soft">
              Its {plural(versions, 'version')}, the uploaded files, what was found in them and what was
              labelled are removed for good.
            </p>
            {models.length > 0 && (
              <>
                <Notice tone="warn">
                  {plural(models.length, 'model')} learned from it: {models.join(', ')}. Models that stay go
                  on answering, say that their data is gone, and keep a few of its rows inside for their
                  self-test.
                </Notice>
                <Checkbox checked={withModels} onChange={setWithModels}>
                  Delete {models.length === 1 ? 'this model' : 'these models'}, too
                </Checkbox>
                {withModels && deployments.length > 0 && (
                  <Notice tone="bad">Stop what serves them first: {deployments.join(', ')}.</Notice>
                )}
              </>
            )}
            <Field label={`Type “${dataset.name}” to confirm`}>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  value={confirm}
                  onChange={(event) => setConfirm(event.target.value)}
                  data-testid="confirm-name"
                />
              )}
            </Field>
            <FormError error={remove.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="danger"
              pending={remove.isPending}
              disabled={confirm.trim() !== dataset.name.trim() || (withModels && deployments.length > 0)}
              data-testid="confirm-delete"
            >
              Delete for good
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
