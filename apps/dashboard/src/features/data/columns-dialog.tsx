import type { DatasetProfile } from '@assay/datasets/schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { choiceOf, readChoice } from './column-choice.ts'
import { ColumnFields } from './column-fields.tsx'
import { PrivacyFields } from './privacy-fields.tsx'

/** Reads the same file anew with other columns. */
export function ColumnsDialog({
  open,
  onOpenChange,
  version,
  profile,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  version: DatasetVersionView
  profile: DatasetProfile
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const [choice, setChoice] = useState(() => choiceOf(profile))
  const [privacy, setPrivacy] = useState(version.privacy)
  const readAgain = useMutation(
    trpc.dataset.readAgain.mutationOptions({
      onSuccess: async ({ id }) => {
        onOpenChange(false)
        await queries.invalidateQueries(trpc.dataset.pathFilter())
        await router.navigate({
          to: '/data/$datasetId/versions/$versionId',
          params: { datasetId: version.datasetId, versionId: id },
        })
      },
    }),
  )
  const asked = readChoice(choice)
  const submit = () => {
    if (asked) readAgain.mutate({ versionId: version.id, ...asked, ...privacy })
  }
  // One that was made of several columns is not in the file.
  const inFile = profile.columns.filter(
    (one) => one.role !== 'label' || profile.multiLabel?.format !== 'indicators',
  )
  return (
    <FormDialog
      open={open}
      title="Change columns"
      description="The same file is read again into a new version; this one stays unchanged."
      action="Read the file again"
      testId="read-again"
      work={readAgain}
      valid={asked !== null}
      onSubmit={submit}
      onClose={() => onOpenChange(false)}
    >
      <ColumnFields columns={inFile} choice={choice} onChange={setChoice} />
      <PrivacyFields
        columns={inFile.map(({ name }) => name)}
        needed={[choice.label, choice.input]}
        choice={privacy}
        onChange={setPrivacy}
      />
    </FormDialog>
  )
}
