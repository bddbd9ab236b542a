import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
import { NewKeyShown } from './new-key-shown.tsx'

const overlaps = [
  { value: '0', label: 'Not at all: end it now' },
  { value: '1', label: 'For an hour' },
  { value: '24', label: 'For a day' },
  { value: '168', label: 'For a week' },
] as const

/** Mounted while it is open. */
export function RotateKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const queries = useQueryClient()
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['value']>('24')
  const rotate = useMutation(
    trpc.apiKey.rotate.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rotate.mutate({ id: apiKey.id, overlapHours: Number(overlap) })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      {rotate.data ? (
        <NewKeyShown value={rotate.data.key} onDone={onClose} />
      ) : (
        <DialogContent
          title={`Rotate ${apiKey.name}`}
          description="You get a new key with the same settings, to put in place of the old one."
        >
          <form onSubmit={submit} className="contents">
            <DialogBody>
              <Field label="How long the old key still works">
                {(control) => (
                  <Select {...control} value={overlap} onChange={setOverlap} options={overlaps} />
                )}
              </Field>
              <FormError error={rotate.error} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" look="primary" pending={rotate.isPending} data-testid="rotate-key">
                Rotate key
              </Button>
            </DialogFooter>
          </form>
        </DialogContent>
      )}
    </Dialog>
  )
}
