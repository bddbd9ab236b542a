import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { AnnouncementNotice } from '../../../ui/announcement-notice.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextAreaField, TextField } from '../../../ui/text-field.tsx'

const tones = [
  { value: 'info', label: 'News' },
  { value: 'warn', label: 'Warning' },
  { value: 'bad', label: 'Problem' },
] as const

const everybody = 'everybody'

/** Local wall-clock time, as the field gives it. */
const moment = (typed: string): Date | null => (typed === '' ? null : new Date(typed))

export function AnnounceDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const plans = useQuery(trpc.operator.plans.queryOptions())
  const [form, setForm] = useState({ title: '', text: '', from: '', until: '' })
  const [tone, setTone] = useState<(typeof tones)[number]['value']>('info')
  const [planKey, setPlanKey] = useState(everybody)
  const announce = useMutation(
    trpc.platform.announce.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.platform.pathFilter())
        toastDone('Announcement published.')
        onClose()
      },
    }),
  )
  const change = (key: keyof typeof form) => (value: string) => setForm({ ...form, [key]: value })
  const startsAt = moment(form.from)
  const valid = form.title.trim() !== '' && form.text.trim() !== ''
  const submit = () =>
    announce.mutate({
      title: form.title,
      text: form.text,
      tone,
      planKey: planKey === everybody ? null : planKey,
      ...(startsAt && { startsAt }),
      endsAt: moment(form.until),
    })
  return (
    <FormDialog
      title="New announcement"
      action="Announce"
      testId="save-announcement"
      work={announce}
      valid={valid}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Title"
        value={form.title}
        maxLength={120}
        onType={change('title')}
        testId="announcement-title"
      />
      <TextAreaField
        label="Text"
        value={form.text}
        maxLength={1000}
        onType={change('text')}
        testId="announcement-text"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label="Type" value={tone} onChange={setTone} options={tones} />
        <SelectField
          label="For"
          value={planKey}
          onChange={setPlanKey}
          options={[
            { value: everybody, label: 'Everyone' },
            ...(plans.data ?? []).map(({ key, name }) => ({ value: key, label: name })),
          ]}
        />
        <TextField
          label="From"
          hint="Empty: now."
          type="datetime-local"
          value={form.from}
          onType={change('from')}
        />
        <TextField
          label="Until"
          hint="Empty: until you end it."
          type="datetime-local"
          value={form.until}
          onType={change('until')}
        />
      </div>
      {valid && (
        <div className="grid gap-1.5">
          <p className="font-medium text-[13px]">Preview</p>
          <AnnouncementNotice tone={tone} title={form.title} text={form.text} />
        </div>
      )}
    </FormDialog>
  )
}
