import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Hourglass, Waves } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail, DriftView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { LineFigure } from '../../ui/chart.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Progress } from '../../ui/progress.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { DriftAlerts } from './drift-alerts.tsx'
import { DriftAnswers, DriftFeatures } from './drift-features.tsx'
import { DriftSettingsDialog } from './drift-settings-dialog.tsx'
import { formatPoint } from './figures.ts'

const refreshMs = 5_000

/** Whether what comes in is still like what the live version learned from. */
export function DriftTab({ deployment }: { deployment: DeploymentDetail }) {
  const drift = useQuery(trpc.drift.get.queryOptions({ id: deployment.id }, { refetchInterval: refreshMs }))
  return (
    <QueryView query={drift} skeleton={<TableSkeleton />}>
      {(one) => (
        <div className="grid gap-6" data-testid="drift">
          <Overview deployment={deployment} drift={one} />
          {one.alerts.length > 0 && <DriftAlerts alerts={one.alerts} />}
          {one.result && (
            <>
              <Timeline timeline={one.timeline} />
              <DriftAnswers result={one.result} />
              <DriftFeatures result={one.result} />
            </>
          )}
        </div>
      )}
    </QueryView>
  )
}

function Overview({ deployment, drift }: { deployment: DeploymentDetail; drift: DriftView }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries(trpc.drift.pathFilter())
  const setMails = useMutation(
    trpc.notification.set.mutationOptions({ onSuccess: refresh, onError: toastError }),
  )
  const measure = useMutation(
    trpc.drift.measureNow.mutationOptions({
      onSuccess: () => toastDone('The comparison takes a few seconds.'),
      onError: toastError,
    }),
  )
  const { settings, rows } = drift
  const enough = rows >= settings.minimumRows
  const open = drift.alerts.filter(({ clearedAt }) => clearedAt === null).length
  return (
    <Card>
      <CardHeader
        title="Drift"
        description={`The last ${settings.windowHours === 1 ? 'hour' : `${settings.windowHours} hours`} compared with training, every hour. Counts are kept, inputs are not.`}
        actions={
          canWrite && (
            <>
              {settings.enabled && drift.hasReference && enough && (
                <Button
                  pending={measure.isPending}
                  onClick={() => measure.mutate({ id: deployment.id })}
                  data-testid="drift-now"
                >
                  Compare now
                </Button>
              )}
              <DriftSettingsDialog id={deployment.id} settings={settings} />
            </>
          )
        }
      />
      {!settings.enabled ? (
        <EmptyState icon={Waves} title="Drift is not monitored">
          Nothing is counted for this deployment. Turn it on in the settings.
        </EmptyState>
      ) : !drift.hasReference ? (
        <EmptyState icon={Waves} title="Nothing to compare with">
          This version’s training data was not kept: it was trained too long ago, or its data was deleted.
          Train and deploy a new one.
        </EmptyState>
      ) : !drift.result ? (
        <EmptyState icon={Hourglass} title={enough ? 'First comparison due soon' : 'Not enough traffic yet'}>
          {enough ? (
            `${formatCount(rows)} inputs counted. They will be compared within minutes.`
          ) : (
            <>
              <p className="mb-3">
                {formatCount(rows)} of {formatCount(settings.minimumRows)} inputs needed for a comparison.
              </p>
              <Progress fraction={rows / settings.minimumRows} label="Inputs needed to compare" />
            </>
          )}
        </EmptyState>
      ) : (
        <CardBody className="flex flex-wrap items-center justify-between gap-3 text-[13px] text-soft">
          <p data-testid="drift-state">
            {open === 0
              ? 'Everything looks normal.'
              : `${plural(open, 'metric')} ${open === 1 ? 'is' : 'are'} outside the usual range.`}{' '}
            {formatCount(drift.result.rows)} inputs
            {drift.measuredAt && (
              <>
                , compared <Time at={drift.measuredAt} />
              </>
            )}
            .
          </p>
          <Checkbox
            checked={drift.wantsMails}
            onChange={(wanted) => setMails.mutate({ kind: 'drift', wanted })}
          >
            E-mail me this workspace’s alerts
          </Checkbox>
        </CardBody>
      )}
    </Card>
  )
}

function Timeline({ timeline }: Pick<DriftView, 'timeline'>) {
  const rows = timeline.map((point) => ({ ...point, at: point.at.getTime() }))
  return (
    <Card>
      <CardHeader title="Over time" description="Each comparison of the last two weeks." />
      <CardBody>
        <LineFigure
          label="Drift over time"
          data={rows}
          x="at"
          xName="Time"
          formatX={(at) => formatPoint(new Date(Number(at)), '30d')}
          formatY={(value) => value.toFixed(2)}
          domain={[0, 'auto']}
          series={[
            { key: 'answersPsi', name: 'Answers (PSI)', colour: 'var(--chart-1)', dots: true },
            { key: 'worstPsi', name: 'Most shifted feature (PSI)', colour: 'var(--chart-3)', dots: true },
            ...(timeline.some(({ novelty }) => novelty !== null)
              ? [{ key: 'novelty', name: 'New words above normal', colour: 'var(--chart-2)', dots: true }]
              : []),
          ]}
        />
      </CardBody>
    </Card>
  )
}
