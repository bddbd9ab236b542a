import { said } from '@assay/i18n/runtime'
import { getRouteApi } from '@tanstack/react-router'
import { CircleX } from 'lucide-react'
import { formatCount } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Card } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Settled } from '../../ui/settled.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ClassManager } from './classes/class-manager.tsx'
import { ColumnQuestionCard } from './column-question.tsx'
import { FindingsView } from './findings-view.tsx'
import { IngestProgressCard } from './ingest-progress.tsx'
import { MapView } from './map/map-view.tsx'
import { ProfileView } from './profile-view.tsx'
import { ReportView } from './report-view.tsx'
import { RowsBrowser } from './rows/rows-browser.tsx'
import { ToLabelCard } from './to-label-card.tsx'
import { TrainNext } from './train-next.tsx'
import { useLiveVersion } from './use-live-version.ts'
import { VersionHeader } from './version-header.tsx'

const route = getRouteApi('/shell/data/$datasetId/versions/$versionId')

export function DatasetVersionPage() {
  const { versionId } = route.useParams()
  const version = useLiveVersion(versionId)
  return (
    <QueryView query={version} skeleton={<PageSkeleton />} page>
      {(one) => (
        <>
          <VersionHeader version={one} />
          <Settled key={one.status}>
            {one.status === 'ready' && <TrainNext version={one} />}
            <VersionBody version={one} />
          </Settled>
        </>
      )}
    </QueryView>
  )
}

function VersionBody({ version }: { version: DatasetVersionView }) {
  const { tab = 'profile' } = route.useSearch()
  const navigate = route.useNavigate()
  if (version.status === 'needs_label' && version.question) {
    return <ColumnQuestionCard versionId={version.id} question={version.question} asked={version.privacy} />
  }
  if (version.status === 'unlabelled') return <ToLabelCard version={version} />
  if (version.status === 'failed') {
    return (
      <div className="grid gap-6">
        <Card>
          <EmptyState icon={CircleX} tone="bad" title="This file could not become a dataset">
            <p>{version.error ? said(version.error.message) : 'The reason was not recorded.'}</p>
            {version.error?.line != null && <p className="mt-1">Line {formatCount(version.error.line)}.</p>}
            <p className="mt-3">Correct the file, then upload it as a new version.</p>
          </EmptyState>
        </Card>
        {version.report && <ReportView report={version.report} version={version} />}
      </div>
    )
  }
  const { profile, report } = version
  if (version.status !== 'ready' || !profile) return <IngestProgressCard version={version} />
  return (
    <Tabs
      label="Dataset version"
      value={tab}
      onChange={(next) =>
        void navigate({
          search: { tab: next === 'profile' ? undefined : next },
          replace: true,
          resetScroll: false,
        })
      }
      items={[
        { value: 'profile', label: 'Profile', content: <ProfileView version={version} profile={profile} /> },
        {
          value: 'rows',
          label: 'Rows',
          count: formatCount(profile.rows),
          content: <RowsBrowser version={version} profile={profile} />,
        },
        {
          value: 'classes',
          label: profile.multiLabel ? 'Labels' : 'Classes',
          count: formatCount(profile.classes.length),
          content: <ClassManager version={version} profile={profile} />,
        },
        { value: 'map', label: 'Map', content: <MapView version={version} profile={profile} /> },
        {
          value: 'findings',
          label: 'Findings',
          ...(version.findings ? { count: formatCount(version.findings) } : {}),
          content: <FindingsView version={version} />,
        },
        ...(report
          ? [
              {
                value: 'report' as const,
                label: 'Import report',
                ...(report.rowsRefused > 0 ? { count: formatCount(report.rowsRefused) } : {}),
                content: <ReportView report={report} version={version} />,
              },
            ]
          : []),
      ]}
    />
  )
}
