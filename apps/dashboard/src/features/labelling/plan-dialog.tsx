import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { LabellingOverview } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'

/** What can be answered, and by how many. Mounted while it is open. */
export function PlanDialog({
  datasetId,
  plan,
  onClose,
}: {
  datasetId: string
  plan: LabellingOverview['plan']
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [classes, setClasses] = useState(plan.classes.join('\n'))
  const [annotators, setAnnotators] = useState(String(plan.annotators))
  const update = useMutation(
    trpc.labelling.updatePlan.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.labelling.pathFilter())
        onClose()
      },
    }),
  )
  const named = [...new Set(classes.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate({ datasetId, classes: named, annotators: Number(annotators) })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent title="Classes and people">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Classes" hint="One per line; the first ones get the keys 1 to 9.">
              {(control) => (
                <Textarea
                  {...control}
                  data-testid="classes"
                  className="min-h-40"
                  value={classes}
                  onChange={(event) => setClasses(event.target.value)}
                />
              )}
            </Field>
            <Field
              label="People per row"
              hint="From two on you learn how well they agree, and settle where they do not."
            >
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  max={10}
                  value={annotators}
                  onChange={(event) => setAnnotators(event.target.value)}
                />
              )}
            </Field>
            <FormError error={update.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={update.isPending}
              disabled={named.length === 0}
              data-testid="save-plan"
            >
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
