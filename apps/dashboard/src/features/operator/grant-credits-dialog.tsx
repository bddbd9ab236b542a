import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

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
        toastDone(`Credits granted to ${tenant.name}.`)
        onClose()
      },
    }),
  )
  const minor = parseMoney(amount, tenant.currency)
  const valid = minor !== null && minor !== '0'
  const submit = () => {
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
    <FormDialog
      title={`Credits for ${tenant.name}`}
      description="Added to the wallet immediately, without a payment."
      action="Grant"
      testId="grant-credits"
      work={grant}
      byClickOnly
      valid={valid}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={`Amount in ${tenant.currency.toUpperCase()}`}
        inputMode="decimal"
        value={amount}
        onType={setAmount}
        testId="grant-amount"
      />
      <SelectField label="Type" value={source} onChange={setSource} options={kinds} />
      <TextField
        label="Last day"
        hint="In UTC. Empty: credits never expire."
        type="date"
        value={expires}
        onType={setExpires}
      />
      <TextField label="Note" hint="Visible to the tenant." maxLength={200} value={note} onType={setNote} />
    </FormDialog>
  )
}
