import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'

const prices = [
  ['budget', 'Budget', 'Never exceeded.'],
  ['impressions', '1,000 views', 'Counted once per notice that was seen.'],
  ['click', 'A click', 'Empty or 0: clicks cost nothing.'],
] as const
type Name = (typeof prices)[number][0]

/** A notice, who pays for it, and what it may cost. */
export function CampaignDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const tenants = useQuery(trpc.operator.tenants.queryOptions({ limit: 200 }))
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
        toastDone('The campaign runs.')
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
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
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="New campaign"
        description="It runs at once. Price and budget never change: end it and create another one."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Sponsor" hint="The tenant who is billed.">
              {(control) => (
                <Select
                  {...control}
                  value={sponsor}
                  onChange={setSponsor}
                  placeholder="Choose a tenant"
                  options={(tenants.data?.items ?? []).map((one) => ({
                    value: one.workspaceId,
                    label: one.name,
                  }))}
                  data-testid="campaign-sponsor"
                />
              )}
            </Field>
            <Field label="Title">
              {(control) => (
                <Input
                  {...control}
                  maxLength={60}
                  value={title}
                  onChange={(event) => setTitle(event.target.value)}
                  data-testid="campaign-title"
                />
              )}
            </Field>
            <Field label="Text">
              {(control) => (
                <Input
                  {...control}
                  maxLength={160}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                  data-testid="campaign-text"
                />
              )}
            </Field>
            <Field label="Leads to">
              {(control) => (
                <Input
                  {...control}
                  type="url"
                  value={url}
                  onChange={(event) => setUrl(event.target.value)}
                  data-testid="campaign-url"
                />
              )}
            </Field>
            <div className="grid grid-cols-2 gap-4">
              <Field label="Currency">
                {(control) => (
                  <Input
                    {...control}
                    maxLength={3}
                    value={currency}
                    onChange={(event) => setCurrency(event.target.value.toLowerCase())}
                  />
                )}
              </Field>
              <Field label="Last day" hint="Empty: until its budget is used up.">
                {(control) => (
                  <Input
                    {...control}
                    type="date"
                    value={endsOn}
                    onChange={(event) => setEndsOn(event.target.value)}
                  />
                )}
              </Field>
              {prices.map(([name, label, hint]) => (
                <Field key={name} label={label} hint={hint}>
                  {(control) => (
                    <Input
                      {...control}
                      inputMode="decimal"
                      value={typed[name]}
                      onChange={(event) => setTyped((now) => ({ ...now, [name]: event.target.value }))}
                      data-testid={`campaign-${name}`}
                    />
                  )}
                </Field>
              ))}
            </div>
            <FormError error={create.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={create.isPending}
              disabled={!valid}
              data-testid="create-campaign"
            >
              Start it
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
