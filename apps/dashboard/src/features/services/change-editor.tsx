import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorEngagementDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { LinesEditor } from './lines-editor.tsx'
import { emptyLine, readLines, sumLines } from './quote-form.ts'

const newMilestone = 'new'

/** A change of scope and price: its lines, and the one milestone that takes them up. */
export function ChangeEditor({
  service,
  onClose,
}: {
  service: OperatorEngagementDetail
  onClose: () => void
}) {
  const queries = useQueryClient()
  const { currency } = service
  const taxPercent = service.quotes.find(({ state }) => state === 'accepted')?.content.taxPercent ?? '0'
  const [form, setForm] = useState({ title: '', reason: '', dueOn: '' })
  const [lines, setLines] = useState([{ ...emptyLine }])
  const [target, setTarget] = useState(newMilestone)
  const [wrong, setWrong] = useState<string | null>(null)
  const propose = useMutation(
    trpc.operatorService.proposeChange.mutationOptions({
      onSuccess: async ({ number }) => {
        await queries.invalidateQueries(trpc.operatorService.pathFilter())
        toastDone(`Change ${number} is proposed to the tenant.`)
        onClose()
      },
    }),
  )
  const sums = sumLines(lines, taxPercent, currency)
  const open = service.work.filter(({ state }) => state !== 'done')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readLines(lines, currency)
    if (!read || !sums) return setWrong('Every line needs a quantity such as 2.5 and a price such as 1200.')
    if (target === newMilestone && sums.totalMinor.startsWith('-'))
      return setWrong('What takes away has to come off a milestone that is there.')
    setWrong(null)
    propose.mutate({
      id: service.id,
      title: form.title,
      reason: form.reason,
      content: {
        lines: read,
        milestones: [
          target === newMilestone
            ? { type: 'add', title: form.title, amountMinor: sums.totalMinor, dueOn: form.dueOn || null }
            : { type: 'alter', milestoneId: target, deltaMinor: sums.totalMinor },
        ],
      },
    })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent wide title="Propose a change" description="The tenant signs it, or nothing changes.">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Title">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={200}
                  value={form.title}
                  onChange={(event) => setForm({ ...form, title: event.target.value })}
                />
              )}
            </Field>
            <Field label="Why">
              {(control) => (
                <Textarea
                  {...control}
                  required
                  className="min-h-16"
                  maxLength={5_000}
                  value={form.reason}
                  onChange={(event) => setForm({ ...form, reason: event.target.value })}
                />
              )}
            </Field>
            <LinesEditor lines={lines} currency={currency} onChange={setLines} />
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Goes into">
                {(control) => (
                  <Select
                    {...control}
                    value={target}
                    onChange={setTarget}
                    options={[
                      { value: newMilestone, label: 'A new milestone' },
                      ...open.map(({ id, title }) => ({ value: id, label: title })),
                    ]}
                  />
                )}
              </Field>
              {target === newMilestone && (
                <Field label="Due">
                  {(control) => (
                    <Input
                      {...control}
                      type="date"
                      value={form.dueOn}
                      onChange={(event) => setForm({ ...form, dueOn: event.target.value })}
                    />
                  )}
                </Field>
              )}
            </div>
            {sums && (
              <Notice>
                {formatMoney(sums.totalMinor, currency)} in all, of which{' '}
                {formatMoney(sums.taxMinor, currency)} tax at {taxPercent} %.
              </Notice>
            )}
            {wrong && <Notice tone="bad">{wrong}</Notice>}
            <FormError error={propose.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" pending={propose.isPending}>
              Propose
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
