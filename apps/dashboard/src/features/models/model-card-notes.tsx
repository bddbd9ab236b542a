import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { ModelCardView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormCard } from '../../ui/form-card.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'

type Notes = ModelCardView['card']['notes']

/** What only people can say of a model; it stands in the card of each of its versions. */
export function CardNotes({ modelId, notes }: { modelId: string; notes: Notes }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const [typed, setTyped] = useState(notes)
  const save = useMutation(
    trpc.model.setCardNotes.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.model.card.pathFilter())
        toastDone('The model card is updated.')
      },
    }),
  )
  const field = (name: keyof Notes) => ({
    value: typed[name],
    readOnly: !canWrite,
    maxLength: 4000,
    onType: (text: string) => setTyped({ ...typed, [name]: text }),
  })
  const unchanged = (Object.keys(notes) as (keyof Notes)[]).every((name) => notes[name] === typed[name])
  return (
    <FormCard
      title="What people should know"
      description="In your own words; shown on the card of every version of this model."
      action="Save"
      work={save}
      valid={!unchanged}
      readOnly={!canWrite}
      onSubmit={() => save.mutate({ id: modelId, notes: typed })}
    >
      <TextAreaField
        label="Intended use"
        hint="Who uses it for what, and what the answers lead to."
        testId="intended-use"
        {...field('intendedUse')}
      />
      <TextAreaField
        label="Limits"
        hint="What it must not be used for, and what the data does not cover."
        {...field('limits')}
      />
      <TextField label="Contact" hint="Who answers questions about it." {...field('contact')} />
    </FormCard>
  )
}
