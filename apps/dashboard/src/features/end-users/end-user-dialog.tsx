import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { EndUserView } from '../../lib/views.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** What an end user may use; null for one who is not named yet. Mounted while it is open. */
export function EndUserDialog({ endUser, onClose }: { endUser: EndUserView | null; onClose: () => void }) {
  const queries = useQueryClient()
  const [id, setId] = useState(endUser?.id ?? '')
  const [limit, setLimit] = useState(endUser?.monthlyLimit == null ? '' : String(endUser.monthlyLimit))
  const [blocked, setBlocked] = useState(endUser?.blockedAt != null)
  const update = useMutation(
    trpc.endUser.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.endUser.pathFilter())
        onClose()
      },
    }),
  )
  const submit = () => update.mutate({ id, monthlyLimit: limit === '' ? null : Number(limit), blocked })
  return (
    <FormDialog
      title={endUser ? `Limit ${endUser.id}` : 'Limit an end user'}
      action="Save"
      testId="save-end-user"
      work={update}
      valid={id.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {!endUser && (
        <TextField
          label="End user id"
          hint="The id used in your calls."
          maxLength={128}
          value={id}
          testId="end-user-id"
          onType={setId}
        />
      )}
      <TextField
        label="Predictions a month"
        hint="Leave empty for your plan’s limit. Calls beyond it are refused with 402 end_user_limit and cost nothing."
        type="number"
        min={0}
        step={1}
        value={limit}
        testId="end-user-limit"
        onType={setLimit}
      />
      <Checkbox checked={blocked} onChange={setBlocked}>
        Refuse all calls for them (403 end_user_blocked)
      </Checkbox>
    </FormDialog>
  )
}
