import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { CostRateView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

const fields = [
  ['cpuSecond', 'CPU per second', 'For training and search.'],
  ['gpuSecond', 'GPU per second', 'For runs on a GPU.'],
  ['gbMonth', 'GB-month of storage', '10⁹ bytes for 730 hours.'],
  ['per1000Predictions', '1,000 predictions', 'Batch rows count too.'],
] as const
type Name = (typeof fields)[number][0]

/** What serving costs from a day on, typed in the currency's major unit. */
export function CostRatesDialog({ rates, onClose }: { rates: readonly CostRateView[]; onClose: () => void }) {
  const queries = useQueryClient()
  const last = rates.find(({ currency }) => currency === 'usd') ?? rates[0]
  const [currency, setCurrency] = useState(last?.currency ?? 'usd')
  const [validFrom, setValidFrom] = useState(() => `${new Date().toISOString().slice(0, 7)}-01`)
  const [typed, setTyped] = useState<Record<Name, string>>(() => {
    const shown = (minor: string | undefined) =>
      minor === undefined || last === undefined ? '0' : shiftDecimal(minor, currencyDigits(last.currency))
    return {
      cpuSecond: shown(last?.cpuSecond),
      gpuSecond: shown(last?.gpuSecond),
      gbMonth: shown(last?.gbMonth),
      per1000Predictions: shown(last?.per1000Predictions),
    }
  })
  const known = /^[a-z]{3}$/.test(currency)
  const parsed = known
    ? fields.map(([name]) => [name, parseMoney(typed[name], currency, 9)] as const)
    : fields.map(([name]) => [name, null] as const)
  const valid = known && validFrom !== '' && parsed.every(([, minor]) => minor !== null)
  const save = useMutation(
    trpc.operator.setCostRates.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.margins.pathFilter())
        await queries.invalidateQueries(trpc.operator.costRates.pathFilter())
        toastDone('The rates apply from that day on.')
        onClose()
      },
    }),
  )
  const submit = () => {
    const minor = Object.fromEntries(parsed) as Record<Name, string | null>
    save.mutate({
      currency,
      validFrom,
      cpuSecond: minor.cpuSecond ?? '0',
      gpuSecond: minor.gpuSecond ?? '0',
      gbMonth: minor.gbMonth ?? '0',
      per1000Predictions: minor.per1000Predictions ?? '0',
    })
  }
  return (
    <FormDialog
      title="Cost rates"
      description="What it costs you to serve a tenant. Earlier days keep their previous rates."
      action="Save the rates"
      testId="save-rates"
      work={save}
      valid={valid}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Currency"
          maxLength={3}
          value={currency}
          onType={(typedCurrency) => setCurrency(typedCurrency.toLowerCase())}
        />
        <TextField label="From" hint="In UTC." type="date" value={validFrom} onType={setValidFrom} />
        {fields.map(([name, label, hint]) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            inputMode="decimal"
            value={typed[name]}
            onType={(rate) => setTyped((now) => ({ ...now, [name]: rate }))}
            testId={`rate-${name}`}
          />
        ))}
      </div>
    </FormDialog>
  )
}
