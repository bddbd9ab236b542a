import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { SolutionId } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Settled } from '../../ui/settled.tsx'
import { SolutionGallery } from '../../ui/solution-gallery.tsx'
import { Alerts } from './alerts.tsx'
import { Checklist } from './checklist.tsx'
import { KeyNumbers } from './key-numbers.tsx'
import { LiveEndpoints } from './live-endpoints.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { RunningWork } from './running-work.tsx'
import { SponsorNotice } from './sponsor-notice.tsx'

export function HomePage() {
  const { user, workspace } = useSession()
  const firstName = user.name.split(/\s+/)[0] ?? user.name
  return (
    <>
      <PageHeader
        title="Home"
        heading={`Hello, ${firstName}`}
        description={`Overview of ${workspace.name}.`}
      />
      <Settled>
        <div className="grid gap-6">
          <Alerts />
          <Checklist />
          <FirstSteps />
          <RunningWork />
          <KeyNumbers />
          <SponsorNotice />
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <RecentRuns />
            <LiveEndpoints />
          </div>
        </div>
      </Settled>
    </>
  )
}

const offered = ['spam', 'support-tickets', 'product-photos'] as const satisfies readonly SolutionId[]

/** A workspace without data is offered some. */
function FirstSteps() {
  const { canWrite } = useSession()
  const datasets = useQuery(trpc.dataset.list.queryOptions({ offset: 0, limit: 1 }))
  if (!canWrite || datasets.data?.total !== 0) return null
  return (
    <section aria-label="Ready-made solutions" className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="font-semibold text-[15px]">No data yet? Start with a ready-made solution</h2>
        <Button size="sm" look="ghost" asChild>
          <Link to="/start">See all nine</Link>
        </Button>
      </div>
      <SolutionGallery ids={offered} canWrite={canWrite} heading="h3" />
    </section>
  )
}
