import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { NewKeyShown } from './new-key-shown.tsx'

const overlaps = [
  { value: '0', label: 'Not at all: revoke it now' },
  { value: '1', label: 'For an hour' },
  { value: '24', label: 'For a day' },
  { value: '168', label: 'For a week' },
] as const

/** Mounted while it is open. */
export function RotateKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const queries = useQueryClient()
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['value']>('24')
  const rotate = useMutation(
    trpc.apiKey.rotate.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  if (rotate.data) return <NewKeyShown value={rotate.data.key} onClose={onClose} />
  return (
    <FormDialog
      title={`Rotate ${apiKey.name}`}
      description="You get a new key with the same settings to replace the old one."
      action="Rotate key"
      testId="rotate-key"
      work={rotate}
      onSubmit={() => rotate.mutate({ id: apiKey.id, overlapHours: Number(overlap) })}
      onClose={onClose}
    >
      <SelectField
        label="How long the old key keeps working"
        value={overlap}
        onChange={setOverlap}
        options={overlaps}
      />
    </FormDialog>
  )
}
