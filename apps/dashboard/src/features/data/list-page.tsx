import { getRouteApi, Link } from '@tanstack/react-router'
import { Database, LayoutGrid, Upload } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { kindNames } from '../../lib/names.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import { isSolutionId } from '../../lib/solutions.ts'
import { Button } from '../../ui/button.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DatasetStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { StoppedUploads } from './stopped-uploads.tsx'
import { type StoppedFile, UploadDialog } from './upload-dialog.tsx'

const route = getRouteApi('/shell/data')

export function DatasetListPage() {
  const { search, dialog, solution } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const datasets = usePagedQuery(usePageInAddress(), 25, (window) =>
    trpc.dataset.list.queryOptions({ ...window, ...(search && { search }) }),
  )
  const [stopped, setStopped] = useState<StoppedFile | null>(null)
  const setDialog = (open: boolean) => {
    if (!open) setStopped(null)
    void navigate({
      search: (now) => ({ ...now, dialog: open ? 'new' : undefined, solution: undefined }),
      replace: true,
    })
  }
  const upload = (
    <Button look="primary" onClick={() => setDialog(true)} disabled={!canWrite} data-testid="new-dataset">
      <Upload />
      Upload data
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Data"
        description="Labelled examples, cleaned and versioned. A version never changes, so every model can be traced to its rows."
        actions={upload}
      />
      {canWrite && <StoppedUploads onResume={(file, earlier) => setStopped({ file, earlier })} />}
      <SearchBox
        label="Search datasets"
        value={search ?? ''}
        className="mb-4 sm:max-w-xs"
        onSearch={(value) => void navigate({ search: { search: value || undefined }, replace: true })}
      />
      <ListTable
        label="Datasets"
        query={datasets}
        columns={[
          'Name',
          { label: 'Type', wideOnly: true },
          { label: 'Rows', align: 'right', wideOnly: true },
          { label: 'Classes', align: 'right', wideOnly: true },
          'Status',
          { label: 'Updated', wideOnly: true },
        ]}
        row={(one) => (
          <Tr key={one.id} className={rowLook}>
            <Td className="max-w-52 sm:max-w-80">
              <Link
                to="/data/$datasetId"
                params={{ datasetId: one.id }}
                className={`${rowLink} block truncate sm:min-w-36`}
              >
                {one.name}
              </Link>
              {one.latest && (
                <span className="block truncate text-[13px] text-faint">
                  v{one.latest.number} · {one.latest.fileName}
                </span>
              )}
            </Td>
            <Td className="text-soft max-sm:hidden">{one.kind ? kindNames[one.kind] : '–'}</Td>
            <Td align="right" className={wideOnly}>
              {one.latest?.rows != null ? formatCount(one.latest.rows) : '–'}
            </Td>
            <Td align="right" className={wideOnly}>
              {one.classes ?? '–'}
            </Td>
            <Td>{one.latest ? <DatasetStatus status={one.latest.status} /> : '–'}</Td>
            <Td className="whitespace-nowrap text-faint max-sm:hidden">
              <Time at={one.latest?.createdAt ?? one.createdAt} />
            </Td>
          </Tr>
        )}
        noun="dataset"
        empty={
          search ? (
            <EmptyState icon={Database} title={`No dataset named “${search}”`}>
              Try a shorter search, or clear it.
            </EmptyState>
          ) : (
            <EmptyState
              icon={Database}
              title="No data yet"
              action={
                <>
                  {upload}
                  <Button asChild>
                    <Link to="/start">
                      <LayoutGrid />
                      Start with sample data
                    </Link>
                  </Button>
                </>
              }
            >
              Drop in a CSV, JSON, Excel or Parquet file where every row has a label: texts with a category,
              or a table with an outcome column. Columns are detected, fixable problems are fixed, and the
              rest are listed.
            </EmptyState>
          )
        }
      />
      <UploadDialog
        open={(dialog === 'new' || stopped !== null) && canWrite}
        onOpenChange={setDialog}
        stopped={stopped}
        solution={isSolutionId(solution) ? solution : undefined}
      />
    </>
  )
}
