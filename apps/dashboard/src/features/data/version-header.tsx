import { said } from '@assay/i18n/runtime'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Archive,
  ArrowLeftRight,
  Check,
  ChevronDown,
  Columns3,
  Download,
  Ellipsis,
  Pencil,
  Sparkles,
  Tags,
  Trash2,
  Upload,
} from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { downloadDataset } from '../../lib/download.ts'
import { formatBytes } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { DatasetStatus } from '../../ui/status.tsx'
import { RenameDialog } from '../../ui/text-dialog.tsx'
import { Time } from '../../ui/time.tsx'
import { ColumnsDialog } from './columns-dialog.tsx'
import { DeleteDatasetDialog } from './delete-dataset-dialog.tsx'
import { TrainDialog } from './train-dialog.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { useDatasetDeeds } from './use-dataset-deeds.ts'

export function VersionHeader({ version }: { version: DatasetVersionView }) {
  const { canWrite, canManage } = useSession()
  const [dialog, setDialog] = useState<'train' | 'upload' | 'columns' | 'rename' | 'delete' | null>(null)
  const { rename, archive } = useDatasetDeeds(version)
  const { kind } = version.profile ?? {}
  const close = (open: boolean) => !open && setDialog(null)
  return (
    <>
      <PageHeader
        title={version.datasetName}
        crumbs={[
          <Link key="data" to="/data">
            Data
          </Link>,
          <VersionMenu key="versions" version={version} />,
        ]}
        state={<DatasetStatus status={version.status} />}
        description={
          <span className="break-all">
            {version.edited === null ? (
              <>
                {version.fileName}
                {version.uploadBytes !== null && `, ${formatBytes(version.uploadBytes)}`},{' '}
                {version.parentId === null ? <>uploaded</> : <>added to the previous version</>}{' '}
              </>
            ) : (
              `Edited: ${said(version.edited)}, `
            )}
            <Time at={version.createdAt} />
          </span>
        }
        actions={
          canWrite && (
            <>
              {version.status === 'ready' && kind && (
                <Button look="primary" onClick={() => setDialog('train')} data-testid="train-button">
                  <Sparkles />
                  Train a model
                </Button>
              )}
              {(version.status === 'unlabelled' || version.status === 'ready') &&
                !version.profile?.multiLabel && (
                  <Button asChild>
                    <Link
                      to="/data/$datasetId/label"
                      params={{ datasetId: version.datasetId }}
                      data-testid="label-button"
                    >
                      <Tags />
                      Label rows
                    </Link>
                  </Button>
                )}
              <Menu>
                <MenuTrigger asChild>
                  <Button size="icon" aria-label="More">
                    <Ellipsis />
                  </Button>
                </MenuTrigger>
                <MenuContent align="end">
                  <MenuItem onSelect={() => setDialog('upload')}>
                    <Upload />
                    Upload a new version
                  </MenuItem>
                  {version.profile &&
                    hasUpload(version) &&
                    version.parentId === null &&
                    kind !== 'image' &&
                    kind !== 'audio' && (
                      <MenuItem onSelect={() => setDialog('columns')} data-testid="change-columns">
                        <Columns3 />
                        Change columns
                      </MenuItem>
                    )}
                  {version.status === 'ready' &&
                    formatsOf(version).map(({ format, label }) => (
                      <MenuItem
                        key={format}
                        onSelect={() => void downloadDataset(version.id, format).catch(toastError)}
                      >
                        <Download />
                        {label}
                      </MenuItem>
                    ))}
                  <MenuItem onSelect={() => setDialog('rename')}>
                    <Pencil />
                    Rename
                  </MenuItem>
                  <MenuSeparator />
                  <MenuItem tone="danger" onSelect={archive}>
                    <Archive />
                    Archive
                  </MenuItem>
                  {canManage && (
                    <MenuItem tone="danger" onSelect={() => setDialog('delete')} data-testid="delete-dataset">
                      <Trash2 />
                      Delete permanently…
                    </MenuItem>
                  )}
                </MenuContent>
              </Menu>
            </>
          )
        }
      />
      {kind && <TrainDialog open={dialog === 'train'} onOpenChange={close} version={version} kind={kind} />}
      {version.profile && (
        <ColumnsDialog
          open={dialog === 'columns'}
          onOpenChange={close}
          version={version}
          profile={version.profile}
        />
      )}
      <UploadDialog
        open={dialog === 'upload'}
        onOpenChange={close}
        dataset={{ id: version.datasetId, name: version.datasetName }}
        canAppend={kind === 'text' || kind === 'table'}
      />
      {dialog === 'delete' && (
        <DeleteDatasetDialog
          dataset={{ id: version.datasetId, name: version.datasetName }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'rename' && (
        <RenameDialog name={version.datasetName} onRename={rename} onClose={() => setDialog(null)} />
      )}
    </>
  )
}

const hasUpload = ({ uploadBytes, uploadDroppedAt }: DatasetVersionView): boolean =>
  uploadBytes !== null && uploadDroppedAt === null

const formatsOf = (version: DatasetVersionView) => [
  ...(version.profile?.kind === 'text' || version.profile?.kind === 'table'
    ? [{ format: 'csv' as const, label: 'Download as CSV' }]
    : []),
  { format: 'parquet' as const, label: 'Download as Parquet' },
  ...(hasUpload(version) ? [{ format: 'upload' as const, label: 'Download the uploaded file' }] : []),
]

function VersionMenu({ version }: { version: DatasetVersionView }) {
  const versions = useQuery(trpc.dataset.versions.queryOptions({ id: version.datasetId }))
  return (
    <Menu>
      <MenuTrigger className="inline-flex items-center gap-1 rounded-md hover:text-ink">
        Version {version.number}
        <ChevronDown aria-hidden className="size-3.5" />
      </MenuTrigger>
      <MenuContent align="start" className="max-h-80 overflow-y-auto">
        {versions.data?.map((one) => (
          <MenuItem key={one.id} asChild>
            <Link
              to="/data/$datasetId/versions/$versionId"
              params={{ datasetId: version.datasetId, versionId: one.id }}
            >
              <span className="min-w-0 flex-1">
                Version {one.number}
                <span className="block truncate text-faint text-xs">
                  {one.edited ?? one.fileName} · <Time at={one.createdAt} />
                </span>
              </span>
              {one.id === version.id && <Check aria-label="Shown" />}
            </Link>
          </MenuItem>
        ))}
        {(versions.data?.length ?? 0) > 1 && (
          <>
            <MenuSeparator />
            <MenuItem asChild>
              <Link
                to="/data/$datasetId/compare"
                params={{ datasetId: version.datasetId }}
                search={{ to: version.id }}
                data-testid="compare-versions"
              >
                <ArrowLeftRight />
                Compare versions
              </Link>
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  )
}
