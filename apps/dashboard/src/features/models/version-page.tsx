import { said } from '@assay/i18n/runtime'
import type { DecisionPolicy, TrainingReport } from '@assay/ml-core/schema'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useFeature } from '../../lib/features.ts'
import { familyName } from '../../lib/names.ts'
import { useSession } from '../../lib/session.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { BackendChoices } from '../../ui/backend-choices.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Leaderboard } from '../../ui/leaderboard.tsx'
import { LearningCurve } from '../../ui/learning-curve.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import { AbstentionCard } from './abstention-card.tsx'
import { CalibrationCard } from './calibration-card.tsx'
import { CompressionCard } from './compression-card.tsx'
import { ConfusionCard } from './confusion-card.tsx'
import { CostMatrixCard } from './cost-matrix-card.tsx'
import { DeployDialog } from './deploy-dialog.tsx'
import { DeployNext } from './deploy-next.tsx'
import { ExportCard } from './export-card.tsx'
import { FairnessCard } from './fairness-card.tsx'
import { FurtherFigures } from './further-figures.tsx'
import { Headline } from './headline.tsx'
import { ImportanceCard } from './importance-card.tsx'
import { ModelCardView } from './model-card-view.tsx'
import { MultiLabelFigures } from './multi-label-report.tsx'
import { PerClassCard } from './per-class-card.tsx'
import { PolicyCard } from './policy-card.tsx'
import { ProvenanceCard } from './provenance-card.tsx'
import { SearchOutcomeCard } from './search-outcome-card.tsx'
import { SlicesCard } from './slices-card.tsx'
import { ThresholdCard } from './threshold-card.tsx'

/** Thresholds, slices and importance are told for one label per answer; several have their table. */
const multiLabelViews: ReadonlySet<string> = new Set(['overview', 'training', 'export', 'card'])

const route = getRouteApi('/shell/models/$modelId/versions/$versionId')

export function ModelVersionPage() {
  const { versionId } = route.useParams()
  // A version never changes.
  const version = useQuery(
    trpc.model.version.queryOptions({ id: versionId }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  return (
    <QueryView query={version} skeleton={<PageSkeleton />} page>
      {(one) => <Report version={one} />}
    </QueryView>
  )
}

function Report({ version }: { version: ModelVersionView }) {
  const { canWrite } = useSession()
  const mayExport = useFeature('model_exports')
  const [deploying, setDeploying] = useState(false)
  const [policy, setPolicy] = useState<DecisionPolicy | null>(null)
  const { view: named = 'overview', class: shownClass, threshold } = route.useSearch()
  const navigate = route.useNavigate()
  const { report } = version
  const showsExport = mayExport || !report.multiLabel
  const view = named === 'export' && !showsExport ? 'overview' : named
  return (
    <>
      <PageHeader
        title={`${version.modelName} v${version.number}`}
        crumbs={[
          <Link key="models" to="/models">
            Models
          </Link>,
          <Link key="model" to="/models/$modelId" params={{ modelId: version.modelId }}>
            {version.modelName}
          </Link>,
        ]}
        heading={`${version.modelName}, version ${version.number}`}
        description={
          <>
            {familyName(report.chosen)}, trained <Time at={version.createdAt} />
          </>
        }
        actions={
          canWrite && (
            <Button look="primary" onClick={() => setDeploying(true)} data-testid="deploy-button">
              <Rocket />
              Deploy
            </Button>
          )
        }
      />
      {canWrite && <DeployNext version={version} onDeploy={() => setDeploying(true)} />}
      <div className="grid gap-6">
        {report.warnings.map((warning) => (
          <Notice key={warning} tone="warn">
            {said(warning)}
          </Notice>
        ))}
        {named === 'export' && !mayExport && (
          <Notice tone="warn" data-testid="switched-off">
            Whoever runs this platform has switched downloads of models off.
          </Notice>
        )}
        <Tabs
          label="Report"
          value={view}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, view: next === 'overview' ? undefined : next }),
              replace: true,
              resetScroll: false,
            })
          }
          items={(
            [
              {
                value: 'overview',
                label: 'Overview',
                content: <Overview report={report} datasetVersionId={version.datasetVersionId} />,
              },
              {
                value: 'decisions',
                label: 'Decisions',
                content: (
                  <div className="grid gap-6">
                    <PolicyCard
                      report={report}
                      policy={policy}
                      onClear={() => setPolicy(null)}
                      onDeploy={canWrite ? () => setDeploying(true) : null}
                    />
                    <ThresholdCard
                      report={report}
                      policy={policy}
                      onPolicy={setPolicy}
                      shown={{ label: shownClass, threshold }}
                      onShow={(next) =>
                        void navigate({
                          search: (old) => ({ ...old, class: next.label, threshold: next.threshold }),
                          replace: true,
                          resetScroll: false,
                        })
                      }
                    />
                    <AbstentionCard report={report} policy={policy} onPolicy={setPolicy} />
                    <CostMatrixCard labels={report.labels} policy={policy} onPolicy={setPolicy} />
                  </div>
                ),
              },
              {
                value: 'slices',
                label: 'Slices',
                content: (
                  <div className="grid gap-6">
                    <SlicesCard report={report} />
                    <FairnessCard report={report} />
                  </div>
                ),
              },
              { value: 'explanation', label: 'Explanation', content: <ImportanceCard report={report} /> },
              {
                value: 'training',
                label: 'Training',
                content: <TrainingView version={version} />,
              },
              {
                value: 'export',
                label: mayExport ? 'Export & compress' : 'Compress',
                content: (
                  <div className="grid gap-6">
                    {mayExport && <ExportCard version={version} />}
                    {!report.multiLabel && <CompressionCard version={version} />}
                  </div>
                ),
              },
              { value: 'card', label: 'Model card', content: <ModelCardView version={version} /> },
            ] as const
          ).filter(
            ({ value }) =>
              (!report.multiLabel || multiLabelViews.has(value)) && (value !== 'export' || showsExport),
          )}
        />
      </div>
      <DeployDialog open={deploying} onOpenChange={setDeploying} version={version} policy={policy} />
    </>
  )
}

function Overview({ report, datasetVersionId }: { report: TrainingReport; datasetVersionId: string }) {
  if (report.multiLabel) return <MultiLabelFigures figures={report.multiLabel} />
  return (
    <div className="grid gap-6">
      <Headline report={report} />
      <FurtherFigures report={report} />
      <ConfusionCard report={report} datasetVersionId={datasetVersionId} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <PerClassCard report={report} />
        <CalibrationCard report={report} />
      </div>
    </div>
  )
}

function TrainingView({ version }: { version: ModelVersionView }) {
  const { report } = version
  return (
    <div className="grid gap-6">
      {report.search && <SearchOutcomeCard search={report.search} />}
      <Card>
        <CardHeader
          title="Leaderboard"
          description="Each classifier on the validation split; the best was then measured once on the test split."
        />
        <Leaderboard rows={report.leaderboard} winner={report.search?.chosen.id ?? report.chosen} />
      </Card>
      {report.curve.length > 0 && (
        <Card>
          <CardHeader title="Learning curve" />
          <CardBody>
            <LearningCurve curve={report.curve} />
          </CardBody>
        </Card>
      )}
      {report.backends && report.backends.length > 0 && <BackendChoices choices={report.backends} />}
      <ProvenanceCard version={version} />
    </div>
  )
}
