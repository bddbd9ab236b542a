import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ListTree } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Card } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { RequestsTable } from './requests-table.tsx'

const route = getRouteApi('/shell/deployments/$deploymentId')
const size = 25
const anything = 'all'

/** The recent calls; what is filtered and which one is open stands in the address, so that it can be sent to somebody. */
export function RequestsTab({ deployment }: { deployment: DeploymentDetail }) {
  const { page = 1, outcome, label, endUser, request } = route.useSearch()
  const navigate = route.useNavigate()
  const requests = useQuery({
    ...trpc.request.list.queryOptions(
      {
        deploymentId: deployment.id,
        offset: pageOffset(page, size),
        limit: size,
        ...(outcome && { outcome }),
        ...(label && { label }),
        ...(endUser && { endUserId: endUser }),
      },
      { refetchInterval: 10_000 },
    ),
    placeholderData: keepPreviousData,
  })
  const show = (next: object) =>
    void navigate({
      search: (now) => ({ ...now, page: undefined, ...next }),
      replace: true,
      resetScroll: false,
    })
  const isNarrowed = outcome !== undefined || label !== undefined || endUser !== undefined
  return (
    <>
      <div className="mb-4 grid gap-3 sm:flex">
        <Select
          aria-label="Outcome"
          className="sm:w-40"
          value={outcome ?? anything}
          onChange={(next) => show({ outcome: next === anything ? undefined : next })}
          options={[
            { value: anything, label: 'All calls' },
            { value: 'answered', label: 'Answered' },
            { value: 'refused', label: 'Refused' },
          ]}
        />
        <Select
          aria-label="Label"
          className="sm:w-52"
          value={label ?? anything}
          onChange={(next) => show({ label: next === anything ? undefined : next })}
          options={[
            { value: anything, label: 'Any label' },
            ...deployment.manifest.labels.slice(0, 200).map((one) => ({ value: one, label: one })),
          ]}
        />
        <SearchBox
          label="End user"
          value={endUser ?? ''}
          className="sm:w-56"
          onSearch={(next) => show({ endUser: next || undefined })}
        />
      </div>
      <Card>
        <QueryView query={requests} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState icon={ListTree} title={isNarrowed ? 'No call is like that' : 'No calls yet'}>
                {isNarrowed
                  ? 'Widen the filters above.'
                  : 'Calls show up here a second after they were answered or refused, and stay for 30 days.'}
              </EmptyState>
            ) : (
              <>
                <RequestsTable requests={items} onOpen={(id) => show({ page, request: id })} />
                <Pagination
                  page={page}
                  size={size}
                  total={total}
                  noun="call"
                  onPage={(next) => show({ page: next })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
      <p className="mt-3 text-[13px] text-faint">
        Of deployments that are called more than 20 times a second for long, a sample. What is billed is under
        Usage, call by call.
      </p>
      {request && <RequestDialog id={request} onClose={() => show({ page, request: undefined })} />}
    </>
  )
}
