import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DriftView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

type Settings = DriftView['settings']

const fields = [
  { name: 'windowHours', label: 'Lookback hours', factor: 1, min: 1, max: 336, step: 1 },
  { name: 'minimumRows', label: 'Minimum inputs', factor: 1, min: 50, max: 1_000_000, step: 1 },
  { name: 'answersPsi', label: 'Answers: stability index', factor: 1, min: 0.01, max: 10, step: 0.01 },
  { name: 'featurePsi', label: 'Feature: stability index', factor: 1, min: 0.01, max: 10, step: 0.01 },
  { name: 'featureKs', label: 'Number: KS distance', factor: 1, min: 0.01, max: 1, step: 0.01 },
  { name: 'novelty', label: 'New words above normal, %', factor: 100, min: 1, max: 100, step: 1 },
  { name: 'quality', label: 'Missing or unknown, %', factor: 100, min: 1, max: 100, step: 1 },
] as const satisfies readonly { name: keyof Settings; [rest: string]: string | number }[]
type Name = (typeof fields)[number]['name']

const typed = (settings: Settings): Record<Name, string> =>
  Object.fromEntries(
    fields.map(({ name, factor }) => [name, String(Number((settings[name] * factor).toFixed(4)))]),
  ) as Record<Name, string>

/** When the people of a deployment want to hear of drift. */
export function DriftSettingsDialog({ id, settings }: { id: string; settings: Settings }) {
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [enabled, setEnabled] = useState(settings.enabled)
  const [form, setForm] = useState(() => typed(settings))
  const save = useMutation(
    trpc.drift.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.drift.pathFilter())
        toastDone('The thresholds apply from the next comparison.')
        setOpen(false)
      },
    }),
  )
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) return
    setEnabled(settings.enabled)
    setForm(typed(settings))
  }
  const submit = () => {
    const numbers = Object.fromEntries(fields.map(({ name, factor }) => [name, Number(form[name]) / factor]))
    save.mutate({ id, settings: { enabled, ...numbers } })
  }
  return (
    <>
      <Button onClick={() => change(true)} data-testid="drift-settings">
        <SlidersHorizontal />
        Thresholds
      </Button>
      <FormDialog
        open={open}
        title="When to alert on drift"
        description="With few inputs, the level that chance alone could reach is used as the threshold instead."
        action="Save"
        testId="drift-save"
        work={save}
        onSubmit={submit}
        onClose={() => change(false)}
      >
        <Checkbox checked={enabled} onChange={setEnabled}>
          Monitor this deployment for drift
        </Checkbox>
        <div className="grid gap-4 sm:grid-cols-2">
          {fields.map(({ name, label, min, max, step }) => (
            <TextField
              key={name}
              label={label}
              type="number"
              required
              disabled={!enabled}
              min={min}
              max={max}
              step={step}
              value={form[name]}
              testId={`drift-${name}`}
              onType={(typed) => setForm((before) => ({ ...before, [name]: typed }))}
            />
          ))}
        </div>
      </FormDialog>
    </>
  )
}
