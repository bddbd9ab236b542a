import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { CheckboxGroup } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
import { currencies } from './currencies.ts'

const kinds = [
  { value: 'text', label: 'Text' },
  { value: 'table', label: 'Table' },
  { value: 'image', label: 'Pictures' },
  { value: 'audio', label: 'Sounds' },
  { value: 'other', label: 'Something else' },
] as const

const empty = { title: '', brief: '', least: '', most: '', wantedOn: '' }

/** An amount as typed; nothing typed is no amount, and what is no amount is an error. */
const readAmount = (typed: string, currency: string): string | null | 'wrong' =>
  typed.trim() === '' ? null : (parseMoney(typed, currency) ?? 'wrong')

export function RequestDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form, setForm] = useState(empty)
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('text')
  const [currency, setCurrency] = useState('eur')
  const [chosen, setChosen] = useState<string[]>([])
  const [wrong, setWrong] = useState<string | null>(null)
  const datasets = useQuery(trpc.dataset.list.queryOptions({ limit: 50 }))
  const request = useMutation(
    trpc.service.request.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.service.list.pathFilter())
        await navigate({ to: '/services/$serviceId', params: { serviceId: id } })
      },
    }),
  )
  const set = (key: keyof typeof empty) => (typed: string) => setForm({ ...form, [key]: typed })
  const submit = () => {
    const least = readAmount(form.least, currency)
    const most = readAmount(form.most, currency)
    if (least === 'wrong' || most === 'wrong') return setWrong('An amount such as 5000, or leave empty.')
    setWrong(null)
    request.mutate({
      title: form.title,
      brief: form.brief,
      dataKind: kind,
      currency,
      datasetIds: chosen,
      budgetMinMinor: least,
      budgetMaxMinor: most,
      wantedOn: form.wantedOn || null,
    })
  }
  return (
    <FormDialog
      title="Request a custom service"
      description="You will get a quote. Requests are free."
      wide
      action="Send request"
      testId="send-request"
      work={request}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Title"
        required
        maxLength={120}
        placeholder="Sort our support tickets by team"
        value={form.title}
        onType={set('title')}
        testId="service-title"
      />
      <TextAreaField
        label="What should it decide?"
        hint="The classes, decisions per day, required quality, and the cost of a mistake."
        required
        maxLength={10_000}
        value={form.brief}
        onType={set('brief')}
        testId="service-brief"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label="Data type" value={kind} onChange={setKind} options={kinds} />
        <TextField label="Needed by" type="date" value={form.wantedOn} onType={set('wantedOn')} />
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField label="Currency" value={currency} onChange={setCurrency} options={currencies} />
        <TextField
          label="Budget from"
          error={wrong}
          inputMode="decimal"
          value={form.least}
          onType={set('least')}
        />
        <TextField label="to" inputMode="decimal" value={form.most} onType={set('most')} />
      </div>
      {datasets.data && datasets.data.items.length > 0 && (
        <CheckboxGroup
          label="Starting data"
          options={datasets.data.items.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={chosen}
          onChange={setChosen}
          className="max-h-40 overflow-y-auto"
        />
      )}
    </FormDialog>
  )
}
