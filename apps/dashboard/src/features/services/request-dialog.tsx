import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
import { currencies } from './currencies.ts'

const kinds = [
  { value: 'text', label: 'Texts' },
  { value: 'table', label: 'A table' },
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
  const set = (key: keyof typeof empty) => (event: { target: { value: string } }) =>
    setForm({ ...form, [key]: event.target.value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const least = readAmount(form.least, currency)
    const most = readAmount(form.most, currency)
    if (least === 'wrong' || most === 'wrong') return setWrong('An amount such as 5000, or nothing.')
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
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent wide title="Ask for a service" description="A quote follows. Asking costs nothing.">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Title">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={120}
                  placeholder="Sort our support tickets by team"
                  value={form.title}
                  onChange={set('title')}
                  data-testid="service-title"
                />
              )}
            </Field>
            <Field
              label="What shall it decide?"
              hint="The classes, how many decisions a day, how good it has to be, what a mistake costs."
            >
              {(control) => (
                <Textarea
                  {...control}
                  required
                  maxLength={10_000}
                  value={form.brief}
                  onChange={set('brief')}
                  data-testid="service-brief"
                />
              )}
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Kind of data">
                {(control) => <Select {...control} value={kind} onChange={setKind} options={kinds} />}
              </Field>
              <Field label="Wanted by">
                {(control) => (
                  <Input {...control} type="date" value={form.wantedOn} onChange={set('wantedOn')} />
                )}
              </Field>
            </div>
            <div className="grid gap-4 sm:grid-cols-3">
              <Field label="Currency">
                {(control) => (
                  <Select {...control} value={currency} onChange={setCurrency} options={currencies} />
                )}
              </Field>
              <Field label="Budget from" error={wrong}>
                {(control) => (
                  <Input {...control} inputMode="decimal" value={form.least} onChange={set('least')} />
                )}
              </Field>
              <Field label="to">
                {(control) => (
                  <Input {...control} inputMode="decimal" value={form.most} onChange={set('most')} />
                )}
              </Field>
            </div>
            {datasets.data && datasets.data.items.length > 0 && (
              <fieldset className="grid gap-2">
                <legend className="mb-1.5 font-medium text-[13px]">Data that it starts from</legend>
                <div className="grid max-h-40 gap-2 overflow-y-auto">
                  {datasets.data.items.map((one) => (
                    <Checkbox
                      key={one.id}
                      checked={chosen.includes(one.id)}
                      onChange={(on) =>
                        setChosen(on ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
                      }
                    >
                      <span className="min-w-0 truncate">{one.name}</span>
                    </Checkbox>
                  ))}
                </div>
              </fieldset>
            )}
            <FormError error={request.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" pending={request.isPending} data-testid="send-request">
              Send request
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
