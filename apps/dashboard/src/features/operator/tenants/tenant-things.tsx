import type { ReactNode } from 'react'
import { formatCount, plural } from '../../../lib/format.ts'
import { kindNames } from '../../../lib/names.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { CardHeader } from '../../../ui/card.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { DeploymentStatus } from '../../../ui/status.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

/** What the workspace has made; its contents are its own, and are seen only by looking as a tenant. */
export function TenantThings({ tenant }: { tenant: TenantDetail }) {
  const { counts } = tenant
  return (
    <>
      <Things
        title="Deployments"
        total={counts.deployments}
        noun="deployment"
        columns={['Status', 'Calls, 7 days', 'Failed']}
        rows={tenant.deployments.map((one) => ({
          ...one,
          cells: [
            <DeploymentStatus key="state" stopped={one.stopped} />,
            formatCount(one.calls),
            formatCount(one.broken),
          ],
        }))}
      />
      <Things
        title="Models"
        total={counts.models}
        noun="model"
        columns={['Input type', 'Versions']}
        rows={tenant.trainedModels.map((one) => ({
          ...one,
          cells: [kindNames[one.kind], formatCount(one.versions)],
        }))}
      />
      <Things
        title="Datasets"
        total={counts.datasets}
        noun="dataset"
        columns={['Versions', 'Rows']}
        rows={tenant.datasets.map((one) => ({
          ...one,
          cells: [formatCount(one.versions), one.rows === null ? '–' : formatCount(one.rows)],
        }))}
      />
    </>
  )
}

function Things({
  title,
  total,
  noun,
  columns,
  rows,
}: {
  title: string
  total: number
  noun: string
  columns: readonly string[]
  rows: readonly { id: string; name: string; createdAt: Date; cells: ReactNode[] }[]
}) {
  return (
    <ListTable
      label={title}
      query={{ data: rows }}
      header={<CardHeader title={title} description={plural(total, noun)} />}
      columns={['Name', ...numericColumns(...columns, 'Created')]}
      row={(one) => (
        <Tr key={one.id}>
          <Td className="max-w-56 truncate font-medium">{one.name}</Td>
          {one.cells.map((cell, at) => (
            <Td key={columns[at]} align="right">
              {cell}
            </Td>
          ))}
          <Td align="right" className="text-faint">
            <Time at={one.createdAt} />
          </Td>
        </Tr>
      )}
      empty="None yet."
    />
  )
}
