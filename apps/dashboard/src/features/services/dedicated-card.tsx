import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatTerms } from '../../lib/sla.ts'
import type { OperatorDeployment, OperatorEngagementDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog, DialogContent } from '../../ui/dialog.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { SlaReportCard } from '../../ui/sla-report.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { DedicatedDialog } from './dedicated-dialog.tsx'

/** The tenant's deployments: which have limits of their own, and how they were kept. */
export function DedicatedCard({ service }: { service: OperatorEngagementDetail }) {
  const [editing, setEditing] = useState<OperatorDeployment | null>(null)
  const [reported, setReported] = useState<OperatorDeployment | null>(null)
  const deployments = useQuery(
    trpc.operatorService.deployments.queryOptions({ workspaceId: service.workspaceId }),
  )
  return (
    <>
      {editing && (
        <DedicatedDialog deployment={editing} serviceId={service.id} onClose={() => setEditing(null)} />
      )}
      {reported && <ReportDialog deployment={reported} onClose={() => setReported(null)} />}
      <ListTable
        testId="dedicated"
        label="Dedicated deployments"
        query={deployments}
        header={
          <CardHeader
            title="Dedicated deployments"
            description="A separate rate instead of each key’s, a model kept in memory, and a service level reported every month."
          />
        }
        columns={['Deployment']}
        actions
        row={(one) => (
          <Tr key={one.id}>
            <Td className="max-w-72">
              <span className="block truncate font-medium">{one.name}</span>
              <span className="block text-[13px] text-faint">
                {one.terms ? formatTerms(one.terms) : 'Shared: each key’s rate'}
              </span>
            </Td>
            <Td align="right">
              <div className="flex flex-wrap justify-end gap-2">
                {one.hasSla && (
                  <Button size="sm" onClick={() => setReported(one)}>
                    Report
                  </Button>
                )}
                <Button size="sm" onClick={() => setEditing(one)} data-testid="dedicate">
                  {one.terms ? 'Change' : 'Make dedicated'}
                </Button>
                {one.terms && <EndButton deployment={one} />}
              </div>
            </Td>
          </Tr>
        )}
        empty={
          <EmptyState icon={Rocket} title="No deployments yet">
            Once {service.workspaceName} deploys a model, it can be made dedicated here.
          </EmptyState>
        }
      />
    </>
  )
}

function EndButton({ deployment }: { deployment: OperatorDeployment }) {
  const queries = useQueryClient()
  const end = useMutation(
    trpc.operatorService.endDedicated.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.operatorService.pathFilter()),
    }),
  )
  return (
    <ConfirmDialog
      trigger={<Button size="sm">End</Button>}
      title={`End the terms of ${deployment.name}?`}
      confirm="End terms"
      onConfirm={() => end.mutateAsync({ deploymentId: deployment.id })}
    >
      From now on, each key’s own rate applies again. Existing reports are kept.
    </ConfirmDialog>
  )
}

function ReportDialog({ deployment, onClose }: { deployment: OperatorDeployment; onClose: () => void }) {
  const report = useQuery(trpc.operatorService.sla.queryOptions({ id: deployment.id }))
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Service level" description="As the tenant sees it." className="max-w-4xl">
        <div className="min-h-0 overflow-y-auto px-6 pt-3 pb-6">
          <QueryView query={report} skeleton={<TableSkeleton />}>
            {(one) => <SlaReportCard report={one} />}
          </QueryView>
        </div>
      </DialogContent>
    </Dialog>
  )
}
