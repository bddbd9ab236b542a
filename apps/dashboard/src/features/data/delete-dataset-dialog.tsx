import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'

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
        toastDone(`${dataset.name} was deleted. Its remaining files will be gone within minutes.`)
      },
    }),
  )
  const submit = () => remove.mutate({ id: dataset.id, confirm, withModels })
  const { versions = 0, models = [], deployments = [] } = preview.data ?? {}
  return (
    <FormDialog
      title={`Delete ${dataset.name}?`}
      action="Delete permanently"
      danger
      testId="confirm-delete"
      work={remove}
      valid={confirm.trim() === dataset.name.trim() && !(withModels && deployments.length > 0)}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="text-[13px] text-soft">
        Its {plural(versions, 'version')}, uploaded files, findings and labelling work will be permanently
        deleted.
      </p>
      {models.length > 0 && (
        <>
          <Notice tone="warn">
            {plural(models.length, 'model')} trained on it: {models.join(', ')}. Models you keep continue to
            answer, note that their data was deleted, and retain a few rows for their self-test.
          </Notice>
          <Checkbox checked={withModels} onChange={setWithModels}>
            Also delete {models.length === 1 ? 'this model' : 'these models'}
          </Checkbox>
          {withModels && deployments.length > 0 && (
            <Notice tone="bad">Stop these deployments first: {deployments.join(', ')}.</Notice>
          )}
        </>
      )}
      <TextField
        label={`Type “${dataset.name}” to confirm`}
        autoComplete="off"
        value={confirm}
        onType={setConfirm}
        testId="confirm-name"
      />
    </FormDialog>
  )
}
