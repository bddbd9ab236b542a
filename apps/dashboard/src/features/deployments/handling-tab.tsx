import type { PersonalDataKind } from '@assay/datasets/schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import {
  formOf,
  type HandlingForm,
  personalDataKinds,
  personalDataNames,
  readHandling,
} from './handling-form.ts'

/** What is masked in inputs, and what of calls is kept. */
export function HandlingTab({ deployment }: { deployment: DeploymentDetail }) {
  const { workspace } = useSession()
  const queries = useQueryClient()
  const [form, setForm] = useState(() => formOf(deployment.dataHandling))
  const update = useMutation(
    trpc.deployment.updateDataHandling.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        toastDone('Takes effect from the next call.')
      },
    }),
  )
  const handling = readHandling(form)
  const mayChange = workspace.role === 'owner' || workspace.role === 'admin'
  if (deployment.kind === 'image' || deployment.kind === 'audio')
    return (
      <Notice>
        Pictures and sounds are neither kept nor masked, because personal data cannot be detected in them.
        Calls are logged without their inputs, and feedback is counted.
      </Notice>
    )
  const change = (next: Partial<HandlingForm>) => setForm((now) => ({ ...now, ...next }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (handling) update.mutate({ id: deployment.id, ...handling })
  }
  return (
    <form onSubmit={submit} data-testid="data-handling">
      <fieldset disabled={!mayChange} className="grid gap-6">
        {!mayChange && <Notice>Only workspace admins can change what is kept.</Notice>}
        <CaptureCard form={form} onChange={change} />
        <Card>
          <CardHeader
            title="Mask before predicting"
            description="Personal data is replaced with markers such as [EMAIL] before the model sees a text. The model answers what it sees, so evaluate it on data masked the same way."
          />
          <CardBody>
            <Kinds chosen={form.maskInputs} onChange={(maskInputs) => change({ maskInputs })} />
          </CardBody>
        </Card>
        <FormError error={update.error} />
        <div>
          <Button
            type="submit"
            look="primary"
            pending={update.isPending}
            disabled={handling === null}
            data-testid="save-handling"
          >
            Save
          </Button>
        </div>
      </fieldset>
    </form>
  )
}

function CaptureCard({
  form,
  onChange,
}: {
  form: HandlingForm
  onChange: (next: Partial<HandlingForm>) => void
}) {
  const figure = (
    name: 'sample' | 'below' | 'keepDays',
    label: string,
    hint: string,
    range: [number, number],
  ) => (
    <TextField
      label={label}
      hint={hint}
      type="number"
      step="any"
      min={range[0]}
      max={range[1]}
      value={form[name]}
      testId={name}
      onType={(typed) => onChange({ [name]: typed })}
    />
  )
  return (
    <Card>
      <CardHeader
        title="Keep inputs"
        description="A sample of inputs and answers to view under Calls and label for the next version. When off, no inputs are ever stored."
      />
      <CardBody className="grid gap-5">
        <Checkbox checked={form.captures} onChange={(captures) => onChange({ captures })}>
          Keep a sample of inputs
        </Checkbox>
        {form.captures && (
          <>
            <div className="grid gap-4 sm:grid-cols-3">
              {figure('sample', 'Share of calls, %', '0 to 100.', [0, 100])}
              {figure(
                'keepDays',
                'Days',
                'After that they are deleted, labelled or not, unless a version includes them.',
                [1, 365],
              )}
              {form.onlyUnsure && figure('below', 'Score below, %', 'Score of the answered label.', [0, 100])}
            </div>
            <Checkbox checked={form.onlyUnsure} onChange={(onlyUnsure) => onChange({ onlyUnsure })}>
              Only answers the model is unsure of
            </Checkbox>
            <div className="grid gap-2">
              <p className="font-medium text-[13px]">Masked before anything is stored</p>
              <Kinds chosen={form.redact} onChange={(redact) => onChange({ redact })} />
            </div>
          </>
        )}
      </CardBody>
    </Card>
  )
}

const Kinds = ({
  chosen,
  onChange,
}: {
  chosen: readonly PersonalDataKind[]
  onChange: (chosen: PersonalDataKind[]) => void
}) => (
  <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-4">
    {personalDataKinds.map((kind) => (
      <Checkbox
        key={kind}
        checked={chosen.includes(kind)}
        onChange={(on) =>
          onChange(personalDataKinds.filter((one) => (one === kind ? on : chosen.includes(one))))
        }
      >
        {personalDataNames[kind]}
      </Checkbox>
    ))}
  </div>
)
