import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { FileStack } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { describePolicy } from '../../lib/decision-policy.ts'
import { useFeature } from '../../lib/features.ts'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { familyName } from '../../lib/names.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { DeploymentStatus } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AutomaticStep } from './automatic-step.tsx'
import { CallNext } from './call-next.tsx'
import { DriftTab } from './drift-tab.tsx'
import { EmbedCard } from './embed-card.tsx'
import { FeedbackTab } from './feedback-tab.tsx'
import { FiguresTab } from './figures-tab.tsx'
import { HandlingTab } from './handling-tab.tsx'
import { HistoryTable } from './history-table.tsx'
import { Playground } from './playground.tsx'
import { PowerButton } from './power-button.tsx'
import { PublicPageTab } from './public-page-tab.tsx'
import { RequestsTab } from './requests-tab.tsx'
import { SlaTab } from './sla-tab.tsx'
import { TrafficTab } from './traffic-tab.tsx'

const route = getRouteApi('/shell/deployments/$deploymentId')

export function DeploymentPage() {
  const { deploymentId } = route.useParams()
  const deployment = useQuery(
    trpc.deployment.get.queryOptions(
      { id: deploymentId },
      // Its rules may end a canary at any moment.
      { refetchInterval: ({ state }) => (state.data?.traffic?.canary ? 3_000 : false) },
    ),
  )
  return (
    <QueryView query={deployment} skeleton={<PageSkeleton />} page>
      {(one) => <Deployment key={one.id} deployment={one} />}
    </QueryView>
  )
}

function Deployment({ deployment }: { deployment: DeploymentDetail }) {
  const { tab: named = 'try' } = route.useSearch()
  const hasBatches = useFeature('batches')
  const hasPublicPages = useFeature('public_pages')
  const isHidden = (named === 'sla' && !deployment.hasSla) || (named === 'page' && !hasPublicPages)
  const tab = isHidden ? 'try' : named
  const navigate = route.useNavigate()
  const { version } = deployment
  const stopped = deployment.stoppedAt !== null
  return (
    <>
      <PageHeader
        title={deployment.name}
        crumbs={[
          <Link key="deployments" to="/deployments">
            Deployments
          </Link>,
        ]}
        state={<DeploymentStatus stopped={stopped} />}
        description={
          <>
            Serves{' '}
            <Link
              to="/models/$modelId/versions/$versionId"
              params={{ modelId: deployment.modelId, versionId: version.id }}
              className={linkLook}
            >
              {deployment.modelName} v{version.number}
            </Link>
          </>
        }
        actions={
          <>
            {!stopped && hasBatches && (
              <Button asChild>
                <Link to="/batches" search={{ start: 'new', deployment: deployment.id }}>
                  <FileStack />
                  Batch
                </Link>
              </Button>
            )}
            <PowerButton deployment={deployment} />
          </>
        }
      />
      {tab === 'try' && <CallNext deployment={deployment} />}
      <div className="grid gap-6">
        {stopped && (
          <Notice tone="warn">This deployment is stopped: calls to it are refused until you start it.</Notice>
        )}
        {named === 'page' && !hasPublicPages && (
          <Notice tone="warn" data-testid="switched-off">
            Whoever runs this platform has switched public pages off. What was open is closed until they are
            on again.
          </Notice>
        )}
        <AutomaticStep deployment={deployment} />
        {deployment.policy && <Notice tone="info">{describePolicy(deployment.policy).join(' ')}</Notice>}
        <StatRow>
          <Stat
            label="Predictions"
            value={formatCount(deployment.predictionsThisPeriod)}
            note="this period"
          />
          <Stat
            label="Revision"
            value={deployment.revision}
            note={`version ${version.number} of the model`}
          />
          <Stat label="Accuracy" value={formatPercent(version.accuracy, 1)} note="on held-out rows" />
          <Stat
            label="Classifier"
            value={familyName(version.family)}
            note={
              deployment.manifest.task === 'multi'
                ? `${plural(deployment.manifest.labels.length, 'label')}, any number per answer`
                : plural(deployment.manifest.labels.length, 'class', 'classes')
            }
          />
        </StatRow>
        <Tabs
          label="Deployment"
          value={tab}
          onChange={(next) =>
            void navigate({
              search: { tab: next === 'try' ? undefined : next },
              replace: true,
              resetScroll: false,
            })
          }
          items={[
            { value: 'try', label: 'Playground', content: <Playground deployment={deployment} /> },
            { value: 'embed', label: 'Embed', content: <EmbedCard deployment={deployment} /> },
            ...(hasPublicPages
              ? [
                  {
                    value: 'page' as const,
                    label: 'Public page',
                    content: <PublicPageTab deployment={deployment} />,
                  },
                ]
              : []),
            { value: 'figures', label: 'Metrics', content: <FiguresTab deployment={deployment} /> },
            ...(deployment.hasSla
              ? [
                  {
                    value: 'sla' as const,
                    label: 'Service level',
                    content: <SlaTab deploymentId={deployment.id} />,
                  },
                ]
              : []),
            { value: 'drift', label: 'Drift', content: <DriftTab deployment={deployment} /> },
            { value: 'requests', label: 'Calls', content: <RequestsTab deployment={deployment} /> },
            { value: 'accuracy', label: 'Feedback', content: <FeedbackTab deployment={deployment} /> },
            { value: 'data', label: 'Data retention', content: <HandlingTab deployment={deployment} /> },
            {
              value: 'traffic',
              label: 'Traffic',
              ...(deployment.traffic?.canary && { count: `${deployment.traffic.canary.percent}%` }),
              content: <TrafficTab deployment={deployment} />,
            },
            {
              value: 'history',
              label: 'Revisions',
              count: deployment.revisions.length,
              content: <HistoryTable deployment={deployment} />,
            },
          ]}
        />
      </div>
    </>
  )
}
