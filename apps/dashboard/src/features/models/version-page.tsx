import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
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
import { Time } from '../../ui/time.tsx'
import { CalibrationCard } from './calibration-card.tsx'
import { ConfusionCard } from './confusion-card.tsx'
import { DeployDialog } from './deploy-dialog.tsx'
import { ExportCard } from './export-card.tsx'
import { FurtherFigures } from './further-figures.tsx'
import { Headline } from './headline.tsx'
import { PerClassCard } from './per-class-card.tsx'
import { ProvenanceCard } from './provenance-card.tsx'
import { ThresholdCard } from './threshold-card.tsx'

const route = getRouteApi('/shell/models/$modelId/versions/$versionId')

export function ModelVersionPage() {
  const { versionId } = route.useParams()
  // A version never changes.
  const version = useQuery(
    trpc.model.version.queryOptions({ id: versionId }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  return (
    <QueryView query={version} skeleton={<PageSkeleton />}>
      {(one) => <Report version={one} />}
    </QueryView>
  )
}

function Report({ version }: { version: ModelVersionView }) {
  const { canWrite } = useSession()
  const [deploying, setDeploying] = useState(false)
  const { report } = version
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
          `Version ${version.number}`,
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
      <div className="grid gap-6">
        {report.warnings.map((warning) => (
          <Notice key={warning} tone="warn">
            {warning}
          </Notice>
        ))}
        <Headline report={report} />
        <FurtherFigures report={report} />
        <ConfusionCard report={report} />
        <ThresholdCard report={report} />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <PerClassCard report={report} />
          <CalibrationCard report={report} />
        </div>
        <Card>
          <CardHeader
            title="Leaderboard"
            description="Each classifier on the validation split; the best was then measured once on the test split."
          />
          <Leaderboard rows={report.leaderboard} winner={report.chosen} />
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
        {canWrite && <ExportCard version={version} />}
        <ProvenanceCard version={version} />
      </div>
      <DeployDialog open={deploying} onOpenChange={setDeploying} version={version} />
    </>
  )
}
