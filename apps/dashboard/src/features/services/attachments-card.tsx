import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download, Paperclip, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { attachFile } from '../../lib/attach-file.ts'
import { downloadAttachment } from '../../lib/download.ts'
import { formatBytes } from '../../lib/format.ts'
import type { EngagementDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Progress } from '../../ui/progress.tsx'

/** Files beside the request. The operator reads them, and neither adds nor removes any. */
export function AttachmentsCard({
  service,
  canWrite,
  asOperator = false,
}: {
  service: EngagementDetail
  canWrite: boolean
  asOperator?: boolean
}) {
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [fraction, setFraction] = useState<number | null>(null)
  const refresh = () => queries.invalidateQueries(trpc.service.get.pathFilter())
  const add = useMutation({
    mutationFn: (file: File) => attachFile(service.id, file, setFraction),
    onSettled: () => setFraction(null),
    onSuccess: refresh,
  })
  const remove = useMutation(
    trpc.service.removeAttachment.mutationOptions({ onSuccess: refresh, onError: toastError }),
  )
  const open = canWrite && service.state !== 'cancelled' && service.state !== 'completed'
  return (
    <Card>
      <CardHeader
        title="Attachments"
        description="PDF, pictures, texts, Office files, WAV, MP3 or ZIP, up to 20 MB each."
        actions={
          open && (
            <Button size="sm" pending={add.isPending} onClick={() => input.current?.click()}>
              <Paperclip />
              Attach a file
            </Button>
          )
        }
      />
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label="File to attach"
        data-testid="attachment-input"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) add.mutate(file)
          event.target.value = ''
        }}
      />
      {(add.isPending || add.error) && (
        <CardBody className="grid gap-3">
          {add.isPending && <Progress label="Uploading the file" fraction={fraction} />}
          <FormError error={add.error} />
        </CardBody>
      )}
      {service.attachments.length === 0 ? (
        <CardBody className="text-[13px] text-faint">No files yet.</CardBody>
      ) : (
        <ul className="border-line border-t">
          {service.attachments.map((one) => (
            <li
              key={one.id}
              className="flex items-center gap-2 border-line border-b px-5 py-2 last:border-b-0"
              data-testid="attachment"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm">{one.name}</span>
                <span className="block text-[13px] text-faint">{formatBytes(one.bytes)}</span>
              </span>
              <Button
                look="ghost"
                size="iconSm"
                aria-label={`Download ${one.name}`}
                onClick={() => void downloadAttachment(one.id, asOperator).catch(toastError)}
              >
                <Download />
              </Button>
              {open && (
                <Button
                  look="ghost"
                  size="iconSm"
                  aria-label={`Remove ${one.name}`}
                  onClick={() => remove.mutate({ attachmentId: one.id })}
                >
                  <Trash2 />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
