import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { SlaReportCard } from '../../ui/sla-report.tsx'

export function SlaTab({ deploymentId }: { deploymentId: string }) {
  const report = useQuery(trpc.deployment.sla.queryOptions({ id: deploymentId }))
  return (
    <QueryView query={report} skeleton={<TableSkeleton />}>
      {(one) => <SlaReportCard report={one} />}
    </QueryView>
  )
}
