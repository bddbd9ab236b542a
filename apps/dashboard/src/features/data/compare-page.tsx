import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeftRight, GitCompareArrows } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import type { DatasetVersionSummary } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Select } from '../../ui/select.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Comparison } from './comparison.tsx'

const route = getRouteApi('/shell/data/$datasetId/compare')

/** Two versions of a dataset, side by side. */
export function ComparePage() {
  const { datasetId } = route.useParams()
  const dataset = useQuery(trpc.dataset.get.queryOptions({ id: datasetId }))
  const versions = useQuery(trpc.dataset.versions.queryOptions({ id: datasetId }))
  return (
    <QueryView query={dataset} skeleton={<PageSkeleton />} page>
      {({ name }) => (
        <>
          <PageHeader
            title={`Compare versions of ${name}`}
            crumbs={[
              <Link key="data" to="/data">
                Data
              </Link>,
              <Link key="dataset" to="/data/$datasetId" params={{ datasetId }}>
                {name}
              </Link>,
            ]}
            description="Rows added, removed, relabelled or moved to another split, and how the classes shifted."
          />
          <QueryView query={versions} skeleton={<PageSkeleton />}>
            {(list) => <Compared versions={list.filter(({ status }) => status === 'ready')} />}
          </QueryView>
        </>
      )}
    </QueryView>
  )
}

const nameOf = (version: DatasetVersionSummary) =>
  `Version ${version.number}: ${version.edited ?? version.fileName}`

function Compared({ versions }: { versions: readonly DatasetVersionSummary[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  // The newest against what it was made from, or the one before.
  const to = versions.find(({ id }) => id === search.to) ?? versions[0]
  const from =
    versions.find(({ id }) => id === search.from) ??
    versions.find(({ id }) => id === to?.parentId) ??
    versions.find(({ number }) => number < (to?.number ?? 0)) ??
    versions.find(({ id }) => id !== to?.id)
  const comparison = useQuery(
    trpc.dataset.compare.queryOptions(
      { from: from?.id ?? '', to: to?.id ?? '' },
      {
        enabled: from !== undefined && to !== undefined,
        placeholderData: keepPreviousData,
        staleTime: Infinity,
      },
    ),
  )
  if (!from || !to)
    return (
      <Card>
        <EmptyState icon={GitCompareArrows} title="There is only one version">
          Edit rows, fix issues, label data or upload another file: each creates a version to compare.
        </EmptyState>
      </Card>
    )
  const show = (next: { from: string; to: string }) => void navigate({ search: next, replace: true })
  const options = versions.map((version) => ({ value: version.id, label: nameOf(version) }))
  return (
    <div className="grid gap-6">
      <div className="grid items-center gap-3 sm:grid-cols-[1fr_auto_1fr]">
        <Select
          aria-label="The earlier version"
          data-testid="compare-from"
          value={from.id}
          onChange={(id) => show({ from: id, to: to.id })}
          options={options}
        />
        <Button
          size="icon"
          aria-label="Swap the versions"
          onClick={() => show({ from: to.id, to: from.id })}
          data-testid="swap-versions"
        >
          <ArrowLeftRight />
        </Button>
        <Select
          aria-label="The later version"
          data-testid="compare-to"
          value={to.id}
          onChange={(id) => show({ from: from.id, to: id })}
          options={options}
        />
      </div>
      <QueryView query={comparison} skeleton={<PageSkeleton />}>
        {(one) => <Comparison comparison={one} />}
      </QueryView>
    </div>
  )
}
