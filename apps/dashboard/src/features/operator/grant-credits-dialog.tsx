import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'

const kinds = [
  { value: 'operator', label: 'Goodwill' },
  { value: 'promotion', label: 'Promotion' },
] as const

export function GrantCreditsDialog({
  tenant,
  onClose,
}: {
  tenant: { workspaceId: string; name: string; currency: string }
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [amount, setAmount] = useState('')
  const [source, setSource] = useState<'operator' | 'promotion'>('operator')
  const [expires, setExpires] = useState('')
  const [note, setNote] = useState('')
  const grant = useMutation(
    trpc.operator.grantCredits.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.pathFilter())
        toastDone(`${tenant.name} has the credits.`)
        onClose()
      },
    }),
  )
  const minor = parseMoney(amount, tenant.currency)
  const valid = minor !== null && minor !== '0'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (valid)
      grant.mutate({
        workspaceId: tenant.workspaceId,
        amountMinor: minor,
        source,
        note,
        ...(expires === '' ? {} : { expiresAt: `${expires}T23:59:59Z` }),
      })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Credits for ${tenant.name}`}
        description="They go into the wallet at once, without a payment."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label={`Amount in ${tenant.currency.toUpperCase()}`}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={amount}
                  onChange={(event) => setAmount(event.target.value)}
                  data-testid="grant-amount"
                />
              )}
            </Field>
            <Field label="Kind">
              {(control) => <Select {...control} value={source} onChange={setSource} options={kinds} />}
            </Field>
            <Field label="Last day" hint="In UTC; empty: they never expire.">
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={expires}
                  onChange={(event) => setExpires(event.target.value)}
                />
              )}
            </Field>
            <Field label="Note" hint="The tenant reads it.">
              {(control) => (
                <Input
                  {...control}
                  maxLength={200}
                  value={note}
                  onChange={(event) => setNote(event.target.value)}
                />
              )}
            </Field>
            <FormError error={grant.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={grant.isPending}
              disabled={!valid}
              data-testid="grant-credits"
            >
              Grant
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
