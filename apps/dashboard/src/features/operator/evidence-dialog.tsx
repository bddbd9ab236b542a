import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Field, Textarea } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'

const most = 5_000

/** What speaks for a disputed payment, in words; documents are added at Stripe. */
export function EvidenceDialog({ disputeId, onClose }: { disputeId: string; onClose: () => void }) {
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const submit = useMutation(
    trpc.operator.submitDisputeEvidence.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.pathFilter())
        toastDone('The evidence is with the bank.')
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title="Submit evidence"
      description="The bank reads it and decides. It can be sent once; documents are added at Stripe."
      action="Send to the bank"
      testId="submit-evidence"
      work={submit}
      byClickOnly
      valid={text.trim() !== ''}
      onSubmit={() => submit.mutate({ disputeId, text })}
      onClose={onClose}
    >
      <Field label="Evidence" hint="Who subscribed, when they signed in, and what they used.">
        {(control) => (
          <Textarea
            {...control}
            maxLength={most}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="min-h-40"
            data-testid="evidence-text"
          />
        )}
      </Field>
    </FormDialog>
  )
}
