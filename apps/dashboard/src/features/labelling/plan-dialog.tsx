import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { LabellingOverview } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'

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
  const submit = () => update.mutate({ datasetId, classes: named, annotators: Number(annotators) })
  return (
    <FormDialog
      title="Classes and people"
      action="Save"
      testId="save-plan"
      work={update}
      valid={named.length > 0}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextAreaField
        label="Classes"
        hint="One per line; the first nine get the keys 1 to 9."
        testId="classes"
        controlClassName="min-h-40"
        value={classes}
        onType={setClasses}
      />
      <TextField
        label="People per row"
        hint="With two or more, you can measure agreement and resolve differences."
        type="number"
        min={1}
        max={10}
        value={annotators}
        onType={setAnnotators}
      />
    </FormDialog>
  )
}
