import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { kindNames } from '../../lib/names.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { Button } from '../../ui/button.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeploymentStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export function DeploymentListPage() {
  const deployments = usePagedQuery(usePageInAddress(), 25, (window) =>
    trpc.deployment.list.queryOptions(window),
  )
  return (
    <>
      <PageHeader
        title="Deployments"
        description="Endpoints your apps call. A deployment keeps its address while the version behind it changes."
      />
      <ListTable
        label="Deployments"
        query={deployments}
        columns={[
          'Name',
          'Status',
          { label: 'Serves', wideOnly: true },
          { label: 'Type', wideOnly: true },
          ...numericColumns('Predictions this period'),
          'Changed',
        ]}
        row={(one) => (
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
        )}
        noun="deployment"
        empty={
          <EmptyState
            icon={Rocket}
            title="Nothing deployed yet"
            action={
              <Button look="primary" asChild>
                <Link to="/models">Go to your models</Link>
              </Button>
            }
          >
            Open a model version, read its report, and press “Deploy”.
          </EmptyState>
        }
      />
    </>
  )
}
