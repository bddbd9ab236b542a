import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { EndUserView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'

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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate({ id, monthlyLimit: limit === '' ? null : Number(limit), blocked })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={endUser ? `Limit ${endUser.id}` : 'Limit an end user'}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            {!endUser && (
              <Field label="Their id" hint="As your calls name them.">
                {(control) => (
                  <Input
                    {...control}
                    maxLength={128}
                    value={id}
                    data-testid="end-user-id"
                    onChange={(event) => setId(event.target.value)}
                  />
                )}
              </Field>
            )}
            <Field
              label="Predictions a month"
              hint="Empty: as many as your plan has. A call that goes beyond is refused as 402 end_user_limit and costs nothing."
            >
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={0}
                  step={1}
                  value={limit}
                  data-testid="end-user-limit"
                  onChange={(event) => setLimit(event.target.value)}
                />
              )}
            </Field>
            <Checkbox checked={blocked} onChange={setBlocked}>
              Refuse every call for them (403 end_user_blocked)
            </Checkbox>
            <FormError error={update.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={update.isPending}
              disabled={id.trim() === ''}
              data-testid="save-end-user"
            >
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
