import { getRouteApi } from '@tanstack/react-router'
import { ListTree } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { usePagedQuery } from '../../lib/paged-query.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { ListTable } from '../../ui/list-table.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { RequestRow } from './request-row.tsx'

const route = getRouteApi('/shell/deployments/$deploymentId')
const anything = 'all'

/** The recent calls; what is filtered and which one is open stands in the address, so that it can be sent to somebody. */
export function RequestsTab({ deployment }: { deployment: DeploymentDetail }) {
  const { page = 1, outcome, label, endUser, request } = route.useSearch()
  const navigate = route.useNavigate()
  const show = (next: object) =>
    void navigate({
      search: (now) => ({ ...now, page: undefined, ...next }),
      replace: true,
      resetScroll: false,
    })
  const requests = usePagedQuery([page, (next) => show({ page: next })], 25, (window) =>
    trpc.request.list.queryOptions(
      {
        deploymentId: deployment.id,
        ...window,
        ...(outcome && { outcome }),
        ...(label && { label }),
        ...(endUser && { endUserId: endUser }),
      },
      { refetchInterval: 10_000 },
    ),
  )
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
      <ListTable
        label="Calls"
        query={requests}
        columns={[
          'When',
          'Status',
          'Answer',
          { label: 'Latency', align: 'right', wideOnly: true },
          { label: 'Key', wideOnly: true },
          { label: 'End user', wideOnly: true },
          { label: 'Kept', wideOnly: true },
        ]}
        row={(one) => (
          <RequestRow key={one.id} request={one} onOpen={() => show({ page, request: one.id })} />
        )}
        noun="call"
        empty={
          <EmptyState icon={ListTree} title={isNarrowed ? 'No matching calls' : 'No calls yet'}>
            {isNarrowed
              ? 'Widen the filters above.'
              : 'Calls appear here a second after they are answered or refused and are kept for 30 days.'}
          </EmptyState>
        }
      />
      <p className="mt-3 text-[13px] text-faint">
        Deployments that sustain more than 20 calls a second show only a sample. Billed calls are listed one
        by one under Usage.
      </p>
      {request && <RequestDialog id={request} onClose={() => show({ page, request: undefined })} />}
    </>
  )
}
