import { Link } from '@tanstack/react-router'
import { formatCount, formatDuration, formatPercent } from '../../lib/format.ts'
import type { DeploymentDetail, TrafficComparison } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Td, Tr } from '../../ui/table.tsx'

const roles = { live: 'live', canary: 'canary', shadow: 'shadow' } as const
const tones = { live: 'good', canary: 'warn', shadow: 'neutral' } as const

const ms = (value: number | null): string => (value === null ? '–' : formatDuration(value / 1000))

/** The versions of a deployment side by side. */
export function TrafficTable({
  deployment,
  versions,
}: {
  deployment: DeploymentDetail
  versions: TrafficComparison['versions']
}) {
  return (
    <DataTable
      label="Versions side by side"
      columns={['Version', ...numericColumns('Share', 'Calls', 'Failed', 'p50', 'p99', 'Same answer')]}
      rows={versions}
      row={(one) => (
        <Tr key={one.role} data-testid={`traffic-${one.role}`}>
          <Td>
            <span className="flex items-center gap-2">
              <Link
                to="/models/$modelId/versions/$versionId"
                params={{ modelId: deployment.modelId, versionId: one.modelVersionId }}
                className={linkLook}
              >
                Version {one.versionNumber}
              </Link>
              <Badge tone={tones[one.role]}>{roles[one.role]}</Badge>
            </span>
          </Td>
          <Td align="right">{one.role === 'shadow' ? 'answers not sent' : `${one.percent}%`}</Td>
          <Td align="right">{formatCount(one.calls)}</Td>
          <Td align="right">
            {formatCount(one.errors)}
            {one.calls > 0 && <span className="text-faint"> ({formatPercent(one.errors / one.calls)})</span>}
          </Td>
          <Td align="right">{ms(one.p50Ms)}</Td>
          <Td align="right">{ms(one.p99Ms)}</Td>
          <Td align="right">
            {one.agreement === null ? '–' : `${formatPercent(one.agreement)} of ${formatCount(one.compared)}`}
          </Td>
        </Tr>
      )}
    />
  )
}
