import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { WalletView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CardFooter } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { TextField } from '../../ui/text-field.tsx'

export function AutoTopUpForm({ wallet }: { wallet: WalletView }) {
  const queries = useQueryClient()
  const digits = currencyDigits(wallet.currency)
  const { autoTopUp } = wallet
  const [threshold, setThreshold] = useState(shiftDecimal(autoTopUp.thresholdMinor ?? '500', digits))
  const [amount, setAmount] = useState(shiftDecimal(autoTopUp.amountMinor ?? '2000', digits))
  const save = useMutation(
    trpc.billing.setAutoTopUp.mutationOptions({
      onSuccess: async (_, { enabled }) => {
        await queries.invalidateQueries(trpc.billing.pathFilter())
        toastDone(enabled ? 'Automatic top-up is on.' : 'Automatic top-up is off.')
      },
    }),
  )
  const thresholdMinor = parseMoney(threshold, wallet.currency)
  const amountMinor = parseMoney(amount, wallet.currency)
  const change = (enabled: boolean) => {
    if (thresholdMinor !== null && amountMinor !== null) save.mutate({ enabled, thresholdMinor, amountMinor })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change(true)
  }
  if (!wallet.hasCustomer)
    return (
      <CardFooter>
        <p className="text-[13px] text-faint">
          After your first card payment, the card can top up the wallet automatically when it runs low.
        </p>
      </CardFooter>
    )
  return (
    <CardFooter>
      <form onSubmit={submit} className="grid w-full gap-3">
        <div className="flex flex-wrap items-end gap-3">
          <TextField
            label="Top up automatically below"
            className="w-44"
            inputMode="decimal"
            value={threshold}
            onType={setThreshold}
          />
          <TextField label="by" className="w-32" inputMode="decimal" value={amount} onType={setAmount} />
          <Button
            type="submit"
            pending={save.isPending}
            disabled={thresholdMinor === null || amountMinor === null}
            data-testid="auto-top-up-save"
          >
            {autoTopUp.enabled ? 'Save' : 'Turn on'}
          </Button>
          {autoTopUp.enabled && (
            <Button look="ghost" disabled={save.isPending} onClick={() => change(false)}>
              Turn off
            </Button>
          )}
        </div>
        <p className="text-[13px] text-faint">
          {autoTopUp.enabled ? 'On.' : 'Off.'} The saved card is charged once each time the wallet drops below
          this amount.
        </p>
        <FormError error={save.error} />
      </form>
    </CardFooter>
  )
}
