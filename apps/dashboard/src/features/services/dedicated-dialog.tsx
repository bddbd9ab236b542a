import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseBasisPoints } from '../../lib/sla.ts'
import type { OperatorDeployment } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

export function DedicatedDialog({
  deployment,
  serviceId,
  onClose,
}: {
  deployment: OperatorDeployment
  serviceId: string
  onClose: () => void
}) {
  const queries = useQueryClient()
  const { id, name, terms } = deployment
  const [rate, setRate] = useState(String(terms?.requestsPerSecond ?? 100))
  const [availability, setAvailability] = useState(String((terms?.availabilityBasisPoints ?? 9_990) / 100))
  const [p95, setP95] = useState(String(terms?.p95TargetMs ?? 100))
  const save = useMutation(
    trpc.operatorService.setDedicated.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operatorService.pathFilter())
        toastDone(`${name} has its own limits.`)
        onClose()
      },
    }),
  )
  const requestsPerSecond = wholeUpTo(rate, 100_000)
  const availabilityBasisPoints = parseBasisPoints(availability)
  const p95TargetMs = wholeUpTo(p95, 600_000)
  const submit = () => {
    if (requestsPerSecond !== null && availabilityBasisPoints !== null && p95TargetMs !== null)
      save.mutate({
        deploymentId: id,
        engagementId: serviceId,
        requestsPerSecond,
        availabilityBasisPoints,
        p95TargetMs,
      })
  }
  return (
    <FormDialog
      title={terms ? `Terms of ${name}` : `Make ${name} dedicated`}
      description="These terms apply from now on and are posted in this service’s discussion."
      action={terms ? 'Change' : 'Make dedicated'}
      testId="dedicated-save"
      work={save}
      valid={requestsPerSecond !== null && availabilityBasisPoints !== null && p95TargetMs !== null}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Calls a second"
        hint="For all keys combined, instead of each key’s rate."
        error={requestsPerSecond === null && 'A whole number from 1 to 100,000.'}
        inputMode="numeric"
        value={rate}
        onType={setRate}
        testId="dedicated-rate"
      />
      <TextField
        label="Availability, %"
        hint="Minimum share of calls answered in a month."
        error={availabilityBasisPoints === null && 'From 0.01 to 100, with at most two decimal places.'}
        inputMode="decimal"
        value={availability}
        onType={setAvailability}
      />
      <TextField
        label="p95 in milliseconds"
        hint="Measured in steps of 19% and rounded up: leave one step of headroom."
        error={p95TargetMs === null && 'A whole number from 1 to 600,000.'}
        inputMode="numeric"
        value={p95}
        onType={setP95}
      />
    </FormDialog>
  )
}

const wholeUpTo = (text: string, most: number): number | null => {
  const value = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}
