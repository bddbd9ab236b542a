import type { ReactNode } from 'react'
import type { EngagementDetail } from '../../lib/views.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ServiceStatus } from './service-status.tsx'

type Part = 'request' | 'quote' | 'work' | 'discussion'

/** A service from either side: what it is and how it stands, and its parts. */
export const ServiceFrame = ({
  service,
  crumbs,
  actions,
  tab,
  onTab,
  quotes,
  parts,
}: {
  service: Pick<EngagementDetail, 'title' | 'state'>
  crumbs: ReactNode[]
  actions?: ReactNode
  tab: Part
  onTab: (tab: Part) => void
  /** How many quotes there are, where that is worth saying. */
  quotes?: number
  parts: Record<Part, ReactNode>
}) => (
  <>
    <PageHeader
      title={service.title}
      crumbs={crumbs}
      state={<ServiceStatus state={service.state} />}
      actions={actions}
    />
    <Tabs
      label="Parts of the service"
      value={tab}
      onChange={onTab}
      items={[
        { value: 'request', label: 'Request', content: parts.request },
        { value: 'quote', label: 'Quote', ...(quotes ? { count: quotes } : {}), content: parts.quote },
        { value: 'work', label: 'Work', content: parts.work },
        { value: 'discussion', label: 'Discussion', content: parts.discussion },
      ]}
    />
  </>
)
