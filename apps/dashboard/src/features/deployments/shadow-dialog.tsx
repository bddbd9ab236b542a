import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
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
        toastDone('The shadow answers along.')
        onOpenChange(false)
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start.mutate({ id: deployment.id, modelVersionId })
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Add a shadow"
        description="It answers what the live version answers, for comparison alone. Nobody is sent its answers, and nobody pays for them."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Version" hint={versions.hint}>
              {(control) => (
                <Select
                  {...control}
                  data-testid="shadow-version"
                  value={modelVersionId}
                  onChange={setChosen}
                  options={versions.options}
                />
              )}
            </Field>
            <FormError error={start.error} />
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button
              type="submit"
              look="primary"
              pending={start.isPending}
              disabled={modelVersionId === ''}
              data-testid="confirm-shadow"
            >
              Add
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
