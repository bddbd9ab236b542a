import { said } from '@assay/i18n/runtime'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { formatDuration } from '../../lib/format.ts'
import { backendName } from '../../lib/names.ts'
import type { TrainingJobView } from '../../lib/views.ts'
import { BackendChoices } from '../../ui/backend-choices.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'
import { Leaderboard, leaderOf } from '../../ui/leaderboard.tsx'
import { LearningCurve } from '../../ui/learning-curve.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { TrainingStatus } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { CancelButton } from './cancel-button.tsx'
import { ProgressCard } from './progress-card.tsx'
import { SearchCard } from './search-card.tsx'
import { isOver, useLiveJob } from './use-live-job.ts'

const route = getRouteApi('/shell/training/$jobId')

export function TrainingPage() {
  const { jobId } = route.useParams()
  const router = useRouter()
  const watched = useRef(false)
  const job = useLiveJob(jobId)
  const data = job.data
  useEffect(() => {
    if (!data) return
    if (!isOver(data.status)) watched.current = true
    // Whoever watched it run is led to the report; whoever came later stays where the link led.
    else if (watched.current && data.status === 'succeeded' && data.modelVersionId) {
      watched.current = false
      void router.navigate({
        to: '/models/$modelId/versions/$versionId',
        params: { modelId: data.modelId, versionId: data.modelVersionId },
        replace: true,
      })
    }
  }, [data, router])
  return (
    <QueryView query={job} skeleton={<PageSkeleton />} page>
      {(one) => <TrainingView job={one} />}
    </QueryView>
  )
}

function TrainingView({ job }: { job: TrainingJobView }) {
  const { progress } = job
  return (
    <>
      <PageHeader
        title={`Training ${job.modelName}`}
        crumbs={[
          <Link key="models" to="/models">
            Models
          </Link>,
          <Link key="model" to="/models/$modelId" params={{ modelId: job.modelId }}>
            {job.modelName}
          </Link>,
        ]}
        heading="Training run"
        state={<TrainingStatus status={job.status} />}
        description={
          <>
            On {job.datasetName}, started <Time at={job.startedAt ?? job.createdAt} />
          </>
        }
        actions={
          job.status === 'succeeded' && job.modelVersionId ? (
            <Button look="primary" asChild>
              <Link
                to="/models/$modelId/versions/$versionId"
                params={{ modelId: job.modelId, versionId: job.modelVersionId }}
              >
                Open the report
              </Link>
            </Button>
          ) : (
            <CancelButton job={job} />
          )
        }
      />
      <div className="grid gap-6">
        {job.status === 'failed' && (
          <Notice tone="bad">
            <p className="font-medium">The run failed</p>
            <p>{job.error ? said(job.error.message) : 'The reason was not recorded.'}</p>
          </Notice>
        )}
        {job.status === 'cancelled' && <Notice>This run was cancelled; no model version was created.</Notice>}
        {!isOver(job.status) && <ProgressCard job={job} />}
        {progress?.search && <SearchCard search={progress.search} />}
        {progress && progress.leaderboard.length > 0 && (
          <Card>
            <CardHeader
              title="Leaderboard"
              description="Measured on validation rows that no classifier trains on."
            />
            <Leaderboard
              rows={progress.leaderboard}
              winner={leaderOf(progress.leaderboard)}
              live={!isOver(job.status)}
            />
          </Card>
        )}
        {progress && progress.curve.length > 0 && (
          <Card>
            <CardHeader title="Learning curve" />
            <CardBody>
              <LearningCurve curve={progress.curve} />
            </CardBody>
          </Card>
        )}
        {progress?.backends && progress.backends.length > 0 && <BackendChoices choices={progress.backends} />}
        <RunFacts job={job} />
      </div>
    </>
  )
}

const RunFacts = ({ job }: { job: TrainingJobView }) => (
  <Card>
    <CardHeader title="Run" />
    <CardBody>
      <FactGrid
        items={[
          ['Data', job.datasetName],
          ['Backend', backendName(job.progress?.backend ?? null)],
          ['Compute time', job.seconds > 0 ? formatDuration(job.seconds) : '–'],
          ['Attempt', String(job.attempt)],
          ['Epochs', String(job.config.epochs)],
          ['Batch size', String(job.config.batchSize)],
          ['Learning rate', String(job.config.learningRate)],
          ['Seed', String(job.config.seed)],
        ]}
      />
    </CardBody>
  </Card>
)
