import type { CompressionMethod } from '@assay/ml-core/schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { compressionName } from '../../lib/names.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'

const notes: Record<CompressionMethod, string> = {
  float16: '16-bit weights: half the size, answers differ in the fourth digit.',
  uint8: '8-bit weights, one scale per matrix: a quarter of the size.',
  pruned: 'The features with the least weight are removed.',
  distilled: 'A small network learns this version’s answers to the training rows along with their labels.',
}
const shares = ['0.75', '0.5', '0.25', '0.1', '0.05'] as const

/** Queues the run and leads to its page. */
export function CompressDialog({
  open,
  onOpenChange,
  version,
  methods,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  version: ModelVersionView
  methods: readonly CompressionMethod[]
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const [method, setMethod] = useState<CompressionMethod>(methods[0] ?? 'float16')
  const [share, setShare] = useState<(typeof shares)[number]>('0.25')
  const compress = useMutation(
    trpc.training.compress.mutationOptions({
      onSuccess: async ({ jobId }) => {
        void queries.invalidateQueries(trpc.model.pathFilter())
        void queries.invalidateQueries(trpc.training.pathFilter())
        await router.navigate({ to: '/training/$jobId', params: { jobId } })
      },
    }),
  )
  const submit = () =>
    compress.mutate({
      id: version.id,
      method,
      ...(method === 'pruned' && { keep: Number(share) }),
    })
  return (
    <FormDialog
      open={open}
      title={`Compress ${version.modelName} v${version.number}`}
      description="Becomes the model’s next version, compared with this one, which stays unchanged."
      action="Compress"
      testId="confirm-compress"
      work={compress}
      onSubmit={submit}
      onClose={() => onOpenChange(false)}
    >
      <SelectField
        label="How"
        hint={notes[method]}
        testId="compress-method"
        value={method}
        onChange={setMethod}
        options={methods.map((value) => ({ value, label: compressionName({ method: value }) }))}
      />
      {method === 'pruned' && (
        <SelectField
          label="Features to keep"
          value={share}
          onChange={setShare}
          options={shares.map((value) => ({
            value,
            label: `${Math.round(Number(value) * 100)}%`,
          }))}
        />
      )}
    </FormDialog>
  )
}
