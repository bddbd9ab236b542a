import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileX } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatBytes } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

/** Takes the uploaded file away, whose rows this version has; nothing where there is none any more. */
export function DropUpload({ version }: { version: DatasetVersionView }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const drop = useMutation(
    trpc.dataset.dropUpload.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.dataset.pathFilter())
        toastDone(`${version.fileName} was deleted. The version is unchanged.`)
      },
    }),
  )
  if (!canManage || version.uploadBytes === null || version.uploadDroppedAt !== null) return null
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" data-testid="drop-upload">
          <FileX />
          Delete the uploaded file
        </Button>
      }
      title="Delete the uploaded file?"
      confirm="Delete the file"
      testId="confirm-drop-upload"
      onConfirm={() => drop.mutateAsync({ versionId: version.id })}
    >
      <p>
        {version.fileName}
        {version.uploadBytes !== null && ` (${formatBytes(version.uploadBytes)})`} is permanently deleted for
        every version created from it. Their rows, models and reports stay and can still be trained on and
        edited.
      </p>
      <p className="mt-2">
        Anything redacted or excluded cannot be recovered, and to choose other columns you have to upload the
        file again.
      </p>
    </ConfirmDialog>
  )
}
