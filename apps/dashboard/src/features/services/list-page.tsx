import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { Handshake, Plus } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useFeature } from '../../lib/features.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { SwitchedOff } from '../../ui/switched-off.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { ServicesTable } from './services-table.tsx'

const route = getRouteApi('/shell/services')

export function ServiceListPage() {
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const isOn = useFeature('service_requests')
  const queries = useQueryClient()
  const services = usePagedQuery(usePageInAddress(), 25, (window) => trpc.service.list.queryOptions(window))
  useSubscription(
    trpc.service.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.service.list.pathFilter()),
    }),
  )
  const setDialog = (open: boolean) =>
    void navigate({ search: (now) => ({ ...now, dialog: open ? 'new' : undefined }), replace: true })
  const ask = (
    <Button look="primary" onClick={() => setDialog(true)} disabled={!canWrite} data-testid="new-service">
      <Plus />
      Request a custom service
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Services"
        description="Have a classifier built for you: describe what it should do, review the quote, and follow the work to the last milestone."
        actions={isOn && ask}
      />
      {!isOn && services.data && services.data.total > 0 && (
        <Notice tone="warn" className="mb-4" data-testid="switched-off">
          Whoever runs this platform takes on no further requests at the moment. These services go on.
        </Notice>
      )}
      <ServicesTable
        services={services}
        to="/services/$serviceId"
        price="Price"
        empty={
          isOn ? (
            <EmptyState icon={Handshake} title="No services yet" action={ask}>
              Describe the decision you need and the data you have. You will get a quote; nothing is charged
              before you sign it.
            </EmptyState>
          ) : (
            <SwitchedOff title="Work made to measure is switched off">
              No requests are taken on at the moment.
            </SwitchedOff>
          )
        }
      />
      {dialog === 'new' && canWrite && isOn && <RequestDialog onClose={() => setDialog(false)} />}
    </>
  )
}
