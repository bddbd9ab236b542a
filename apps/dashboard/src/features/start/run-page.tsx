import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { trpc } from '../../lib/api.ts'
import { isSolutionId, solutionWords } from '../../lib/solutions.ts'
import { useStartSolution } from '../../lib/start-solution.ts'
import type { SolutionRunView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Leaderboard, leaderOf } from '../../ui/leaderboard.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { RunSteps } from './run-steps.tsx'
import { useLiveRun } from './use-live-run.ts'

const route = getRouteApi('/shell/start/$runId')

export function SolutionRunPage() {
  const { runId } = route.useParams()
  const router = useRouter()
  const queries = useQueryClient()
  const watched = useRef(false)
  const run = useLiveRun(runId)
  const { status, deploymentId } = run.data ?? {}
  useEffect(() => {
    if (status === 'running') watched.current = true
    // Whoever watched it is led to the playground; whoever came later stays where the link led.
    else if (watched.current && status === 'ready' && deploymentId) {
      watched.current = false
      // With its examples there, the playground opens filled in.
      void queries
        .prefetchQuery(trpc.solution.examples.queryOptions({ deploymentId }))
        .then(() =>
          router.navigate({ to: '/deployments/$deploymentId', params: { deploymentId }, replace: true }),
        )
    }
  }, [status, deploymentId, router, queries])
  return (
    <QueryView query={run} skeleton={<PageSkeleton />} page>
      {(one) => <RunView run={one} />}
    </QueryView>
  )
}

function RunView({ run }: { run: SolutionRunView }) {
  const words = isSolutionId(run.solution) ? solutionWords[run.solution] : null
  const title = words?.title ?? 'Solution'
  const rows = run.job?.progress?.leaderboard ?? []
  return (
    <>
      <PageHeader
        title={title}
        crumbs={[
          <Link key="start" to="/start">
            Start
          </Link>,
        ]}
        description={
          <>
            Started <Time at={run.createdAt} />. You can leave this page; it keeps running.
          </>
        }
        actions={
          run.deploymentId && (
            <Button look="primary" asChild>
              <Link to="/deployments/$deploymentId" params={{ deploymentId: run.deploymentId }}>
                <Rocket />
                Open the playground
              </Link>
            </Button>
          )
        }
      />
      <div className="grid gap-6">
        {run.status === 'failed' && <Failed run={run} />}
        <Card>
          <CardBody className="pt-3">
            <RunSteps run={run} />
          </CardBody>
        </Card>
        {rows.length > 0 && (
          <Card>
            <CardHeader
              title="Leaderboard"
              description="Measured on validation rows that no classifier trains on."
            />
            <Leaderboard rows={rows} winner={leaderOf(rows)} live={run.status === 'running'} />
          </Card>
        )}
      </div>
    </>
  )
}

function Failed({ run }: { run: SolutionRunView }) {
  const again = useStartSolution()
  const { solution } = run
  return (
    <Notice tone="bad">
      <p className="font-medium">It stopped before going live</p>
      <p>{run.error?.message ?? 'The reason was not recorded.'}</p>
      {isSolutionId(solution) && !run.ownData && (
        <Button
          size="sm"
          className="mt-3"
          pending={again.isPending}
          onClick={() => again.mutate({ solution })}
        >
          Start again
        </Button>
      )}
      <FormError error={again.error} />
    </Notice>
  )
}
