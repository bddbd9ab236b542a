import { type ExportFormat, exportObstacle } from '@assay/ml-core/schema'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { downloadExport } from '../../lib/download.ts'
import { useSession } from '../../lib/session.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'

const formats: { format: ExportFormat; title: string; note: string }[] = [
  {
    format: 'onnx',
    title: 'ONNX',
    note: 'For ONNX Runtime in any language, on servers, phones and small devices.',
  },
  {
    format: 'tfjs',
    title: 'tensorflow.js',
    note: 'A graph model for loadGraphModel, in pages and in Node.',
  },
  {
    format: 'browser',
    title: 'Browser module',
    note: 'One .mjs file that answers right in the page; no server needed.',
  },
]

/** Takes the version away, for running it without this platform. */
export function ExportCard({ version }: { version: ModelVersionView }) {
  const { canWrite } = useSession()
  return (
    <Card>
      <CardHeader
        title="Export"
        description="An archive with the model, its input processing, examples with expected answers, and a README."
      />
      <ul className="grid gap-px border-line border-t sm:grid-cols-3">
        {formats.map(({ format, title, note }) => (
          <FormatRow
            key={format}
            versionId={version.id}
            format={format}
            title={title}
            note={note}
            obstacle={
              exportObstacle(version.report.chosen, format, version.manifest.task) ??
              (canWrite ? null : 'Ask a workspace member for it.')
            }
          />
        ))}
      </ul>
    </Card>
  )
}

function FormatRow({
  versionId,
  format,
  title,
  note,
  obstacle,
}: {
  versionId: string
  format: ExportFormat
  title: string
  note: string
  obstacle: string | null
}) {
  const download = useMutation({
    mutationFn: () => downloadExport(versionId, format),
    onError: toastError,
  })
  return (
    <li className="grid content-start justify-items-start gap-2 px-5 py-4">
      <h3 className="font-medium text-sm">{title}</h3>
      <p className="text-[13px] text-faint">{obstacle ?? note}</p>
      <Button
        size="sm"
        disabled={obstacle !== null}
        pending={download.isPending}
        onClick={() => download.mutate()}
        aria-label={`Download as ${title}`}
        data-testid={`export-${format}`}
      >
        <Download />
        Download
      </Button>
    </li>
  )
}
