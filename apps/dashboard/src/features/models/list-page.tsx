import { getRouteApi, Link } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatPercent } from '../../lib/format.ts'
import { familyName, kindNames } from '../../lib/names.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { Button } from '../../ui/button.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TrainingStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import { RunsTable } from './runs-table.tsx'

const route = getRouteApi('/shell/models')

export function ModelListPage() {
  const { tab = 'models' } = route.useSearch()
  const pages = usePageInAddress()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader
        title="Models"
        description="Models evolve in versions; each version keeps its report and the data it came from."
      />
      <Tabs
        label="Models"
        value={tab}
        onChange={(next) => void navigate({ search: next === 'runs' ? { tab: 'runs' } : {} })}
        items={[
          { value: 'models', label: 'Models', content: <ModelsTable /> },
          {
            value: 'runs',
            label: 'Training runs',
            content: <RunsTable pages={pages} />,
          },
        ]}
      />
    </>
  )
}

function ModelsTable() {
  const { search } = route.useSearch()
  const navigate = route.useNavigate()
  const models = usePagedQuery(usePageInAddress(), 25, (window) =>
    trpc.model.list.queryOptions({ ...window, ...(search && { search }) }),
  )
  return (
    <>
      <SearchBox
        label="Search models"
        value={search ?? ''}
        className="mb-4 sm:max-w-xs"
        onSearch={(value) => void navigate({ search: { search: value || undefined }, replace: true })}
      />
      <ListTable
        label="Models"
        query={models}
        columns={[
          'Name',
          { label: 'Type', wideOnly: true },
          { label: 'Latest version', wideOnly: true },
          ...numericColumns('Accuracy'),
          { label: 'Macro-F1', align: 'right', wideOnly: true },
          'Deployed as',
          'Trained',
        ]}
        row={(one) => (
          <Tr key={one.id} className={rowLook}>
            <Td className="max-w-72">
              <Link
                to="/models/$modelId"
                params={{ modelId: one.id }}
                className={`${rowLink} block min-w-36 truncate`}
              >
                {one.name}
              </Link>
              <span className="block truncate text-[13px] text-faint">{one.datasetName}</span>
            </Td>
            <Td className="text-soft max-sm:hidden">{kindNames[one.kind]}</Td>
            <Td className="whitespace-nowrap max-sm:hidden">
              {one.activeJob ? (
                <TrainingStatus status={one.activeJob.status} />
              ) : one.latest ? (
                <span className="text-soft">
                  v{one.latest.number} · {familyName(one.latest.family)}
                </span>
              ) : (
                '–'
              )}
            </Td>
            <Td align="right">{one.latest ? formatPercent(one.latest.accuracy) : '–'}</Td>
            <Td align="right" className={wideOnly}>
              {one.latest ? one.latest.macroF1.toFixed(3) : '–'}
            </Td>
            <Td className="max-w-48 truncate text-[13px] text-soft">
              {one.deployments.map((deployment) => deployment.name).join(', ') || (
                <span className="text-faint">not deployed</span>
              )}
            </Td>
            <Td className="whitespace-nowrap text-faint">
              <Time at={one.latest?.createdAt ?? one.createdAt} />
            </Td>
          </Tr>
        )}
        noun="model"
        empty={
          search ? (
            <EmptyState icon={Boxes} title={`No model named “${search}”`} />
          ) : (
            <EmptyState
              icon={Boxes}
              title="No models yet"
              action={
                <Button look="primary" asChild>
                  <Link to="/data">Go to your data</Link>
                </Button>
              }
            >
              Open a dataset and press “Train a model”. A small one takes seconds.
            </EmptyState>
          )
        }
      />
    </>
  )
}
