import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Leads to Stripe's page; the credits come with its notice. */
export function TopUpForm({ currency }: { currency: string }) {
  const [amount, setAmount] = useState('20')
  const topUp = useMutation(
    trpc.billing.topUp.mutationOptions({ onSuccess: ({ url }) => location.assign(url) }),
  )
  const minor = parseMoney(amount, currency)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (minor !== null) topUp.mutate({ amountMinor: minor })
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label={`Amount in ${currency.toUpperCase()}`}
          className="w-40"
          inputMode="decimal"
          value={amount}
          onType={setAmount}
          testId="top-up-amount"
        />
        <Button
          type="submit"
          look="primary"
          pending={topUp.isPending || topUp.isSuccess}
          disabled={minor === null || minor === '0'}
          data-testid="top-up"
        >
          Top up
        </Button>
      </div>
      <FormError error={topUp.error} />
    </form>
  )
}
