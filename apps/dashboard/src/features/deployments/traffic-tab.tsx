import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatPercent } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail, TrafficComparison } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { CanaryShare } from './canary-share.tsx'
import { ShadowDialog } from './shadow-dialog.tsx'
import { StartCanaryDialog } from './start-canary-dialog.tsx'
import { TrafficTable } from './traffic-table.tsx'

const refreshMs = 2_500

/** Which version gets which calls, how each of them does, and what is to become of it. */
export function TrafficTab({ deployment }: { deployment: DeploymentDetail }) {
  const split = deployment.traffic !== null
  const traffic = useQuery(
    trpc.deployment.traffic.queryOptions(
      { id: deployment.id },
      { refetchInterval: split ? refreshMs : false },
    ),
  )
  return (
    <Card>
      <CardHeader
        title="Versions receiving calls"
        description={
          split
            ? 'Counted since this traffic split began; metrics update within seconds.'
            : 'The live version takes all of them. Send a share to another version, or add a shadow, and compare.'
        }
        actions={<TrafficActions deployment={deployment} />}
      />
      <QueryView query={traffic} skeleton={<TableSkeleton />}>
        {({ versions, verdict }) => (
          <>
            <TrafficTable deployment={deployment} versions={versions} />
            <Canary deployment={deployment} versions={versions} verdict={verdict} />
          </>
        )}
      </QueryView>
    </Card>
  )
}

function Canary({ deployment, versions, verdict }: { deployment: DeploymentDetail } & TrafficComparison) {
  const { canWrite } = useSession()
  const canary = deployment.traffic?.canary
  const row = versions.find(({ role }) => role === 'canary')
  if (!canary || !row) return null
  const { gold } = deployment
  return (
    <>
      <CardBody className="pt-4 text-[13px] text-soft" data-testid="canary-verdict">
        {verdict ? `Decided by its rules. ${verdict.reason}` : 'No rules: you decide when it goes live.'}
        {canary.rules?.gold && gold?.state === 'done' && (
          <p>
            Right on {formatPercent(gold.canary)} of {gold.rows} gold rows; live version:{' '}
            {formatPercent(gold.live)}.
          </p>
        )}
      </CardBody>
      <CanaryShare
        key={canary.percent}
        id={deployment.id}
        percent={canary.percent}
        versionNumber={row.versionNumber}
        canWrite={canWrite}
      />
    </>
  )
}

function TrafficActions({ deployment }: { deployment: DeploymentDetail }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'canary' | 'shadow' | null>(null)
  const endShadow = useMutation(
    trpc.deployment.setShadow.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        toastDone('The shadow ended.')
      },
      onError: toastError,
    }),
  )
  if (!canWrite) return null
  const { canary, shadow } = deployment.traffic ?? {}
  const close = (stays: boolean) => setOpen(stays ? open : null)
  return (
    <>
      {shadow ? (
        <Button
          pending={endShadow.isPending}
          onClick={() => endShadow.mutate({ id: deployment.id, modelVersionId: null })}
        >
          End the shadow
        </Button>
      ) : (
        <Button data-testid="add-shadow" onClick={() => setOpen('shadow')}>
          Add a shadow
        </Button>
      )}
      {!canary && (
        <Button look="primary" data-testid="start-canary" onClick={() => setOpen('canary')}>
          Start a canary
        </Button>
      )}
      <StartCanaryDialog open={open === 'canary'} onOpenChange={close} deployment={deployment} />
      <ShadowDialog open={open === 'shadow'} onOpenChange={close} deployment={deployment} />
    </>
  )
}
