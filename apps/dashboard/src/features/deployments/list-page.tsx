import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { kindNames } from '../../lib/names.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeploymentStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const route = getRouteApi('/shell/deployments')
const size = 25

export function DeploymentListPage() {
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const deployments = useQuery({
    ...trpc.deployment.list.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader
        title="Deployments"
        description="Endpoints that your apps call. A deployment keeps its address while the version behind it changes."
      />
      <Card>
        <QueryView query={deployments} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState
                icon={Rocket}
                title="Nothing is deployed yet"
                action={
                  <Button look="primary" asChild>
                    <Link to="/models">Go to your models</Link>
                  </Button>
                }
              >
                Open a model version, read its report, and press “Deploy”.
              </EmptyState>
            ) : (
              <>
                <Table label="Deployments">
                  <thead>
                    <tr>
                      <Th>Name</Th>
                      <Th>Status</Th>
                      <Th className={wideOnly}>Serves</Th>
                      <Th className={wideOnly}>Kind</Th>
                      <Th align="right">Predictions this period</Th>
                      <Th>Changed</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <Tr key={one.id} className={rowLook}>
                        <Td className="max-w-72">
                          <Link
                            to="/deployments/$deploymentId"
                            params={{ deploymentId: one.id }}
                            className={`${rowLink} block min-w-32 truncate`}
                          >
                            {one.name}
                          </Link>
                          <span className="block truncate font-mono text-faint text-xs">{one.id}</span>
                        </Td>
                        <Td>
                          <DeploymentStatus stopped={one.stoppedAt !== null} />
                        </Td>
                        <Td className="max-w-56 truncate text-soft max-sm:hidden">
                          {one.modelName} v{one.version.number}
                        </Td>
                        <Td className="text-soft max-sm:hidden">{kindNames[one.kind]}</Td>
                        <Td align="right">{formatCount(one.predictionsThisPeriod)}</Td>
                        <Td className="whitespace-nowrap text-faint">
                          <Time at={one.updatedAt} />
                        </Td>
                      </Tr>
                    ))}
                  </tbody>
                </Table>
                <Pagination
                  page={page}
                  size={size}
                  total={total}
                  noun="deployment"
                  onPage={(next) => void navigate({ search: { page: next } })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
    </>
  )
}
