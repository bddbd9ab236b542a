import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorEngagementDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
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
        toastDone(`Change ${number} was proposed to the tenant.`)
        onClose()
      },
    }),
  )
  const sums = sumLines(lines, taxPercent, currency)
  const open = service.work.filter(({ state }) => state !== 'done')
  const submit = () => {
    const read = readLines(lines, currency)
    if (!read || !sums) return setWrong('Every line needs a quantity such as 2.5 and a price such as 1200.')
    if (target === newMilestone && sums.totalMinor.startsWith('-'))
      return setWrong('Reductions must come off an existing milestone.')
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
    <FormDialog
      title="Propose a change"
      description="Nothing changes until the tenant signs it."
      wide
      action="Propose"
      work={propose}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Title"
        required
        maxLength={200}
        value={form.title}
        onType={(title) => setForm({ ...form, title })}
      />
      <TextAreaField
        label="Reason"
        required
        controlClassName="min-h-16"
        maxLength={5_000}
        value={form.reason}
        onType={(reason) => setForm({ ...form, reason })}
      />
      <LinesEditor lines={lines} currency={currency} onChange={setLines} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Counts towards"
          value={target}
          onChange={setTarget}
          options={[
            { value: newMilestone, label: 'New milestone' },
            ...open.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
        {target === newMilestone && (
          <TextField
            label="Due"
            type="date"
            value={form.dueOn}
            onType={(dueOn) => setForm({ ...form, dueOn })}
          />
        )}
      </div>
      {sums && (
        <Notice>
          {formatMoney(sums.totalMinor, currency)} total, including {formatMoney(sums.taxMinor, currency)} tax
          at {taxPercent}%.
        </Notice>
      )}
      {wrong && <Notice tone="bad">{wrong}</Notice>}
    </FormDialog>
  )
}
