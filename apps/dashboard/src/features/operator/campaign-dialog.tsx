import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

const prices = [
  ['budget', 'Budget', 'Never exceeded.'],
  ['impressions', '1,000 views', 'Counted once per ad seen.'],
  ['click', 'Per click', 'Empty or 0: clicks are free.'],
] as const
type Name = (typeof prices)[number][0]

/** A notice, who pays for it, and what it may cost. */
export function CampaignDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const tenants = useQuery(trpc.tenant.list.queryOptions({ limit: 200 }))
  const [sponsor, setSponsor] = useState<string>()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [url, setUrl] = useState('https://')
  const [currency, setCurrency] = useState('usd')
  const [endsOn, setEndsOn] = useState('')
  const [typed, setTyped] = useState<Record<Name, string>>({ budget: '', impressions: '', click: '0' })
  const known = /^[a-z]{3}$/.test(currency)
  const minor = (name: Name, decimals: number): string | null =>
    known ? parseMoney(typed[name] === '' ? '0' : typed[name], currency, decimals) : null
  const budget = minor('budget', 0)
  const impressions = minor('impressions', 9)
  const click = minor('click', 9)
  const valid =
    sponsor !== undefined &&
    title.trim() !== '' &&
    text.trim() !== '' &&
    budget !== null &&
    budget !== '0' &&
    impressions !== null &&
    click !== null
  const create = useMutation(
    trpc.operator.createCampaign.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operator.campaigns.pathFilter())
        toastDone('Campaign started.')
        onClose()
      },
    }),
  )
  const submit = () => {
    if (!valid) return
    create.mutate({
      workspaceId: sponsor,
      title,
      text,
      url,
      currency,
      budgetMinor: budget,
      per1000Impressions: impressions,
      perClick: click,
      endsAt: endsOn === '' ? null : `${endsOn}T23:59:59Z`,
    })
  }
  return (
    <FormDialog
      title="New campaign"
      description="It starts immediately. Price and budget are fixed: to change them, end it and create another."
      action="Start campaign"
      testId="create-campaign"
      work={create}
      valid={valid}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label="Sponsor"
        hint="The tenant who is billed."
        value={sponsor}
        onChange={setSponsor}
        placeholder="Choose a tenant"
        options={(tenants.data?.items ?? []).map((one) => ({
          value: one.workspaceId,
          label: one.name,
        }))}
        testId="campaign-sponsor"
      />
      <TextField label="Title" maxLength={60} value={title} onType={setTitle} testId="campaign-title" />
      <TextField label="Text" maxLength={160} value={text} onType={setText} testId="campaign-text" />
      <TextField label="Links to" type="url" value={url} onType={setUrl} testId="campaign-url" />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Currency"
          maxLength={3}
          value={currency}
          onType={(typedCurrency) => setCurrency(typedCurrency.toLowerCase())}
        />
        <TextField
          label="Last day"
          hint="Empty: until its budget is used up."
          type="date"
          value={endsOn}
          onType={setEndsOn}
        />
        {prices.map(([name, label, hint]) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            inputMode="decimal"
            value={typed[name]}
            onType={(price) => setTyped((now) => ({ ...now, [name]: price }))}
            testId={`campaign-${name}`}
          />
        ))}
      </div>
    </FormDialog>
  )
}
