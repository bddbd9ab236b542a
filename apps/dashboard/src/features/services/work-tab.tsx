import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { describeError } from '../../lib/errors.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementDetail, EngagementMilestone } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Progress } from '../../ui/progress.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TextDialog } from '../../ui/text-dialog.tsx'
import { ChangesCard } from './changes-card.tsx'
import { ServiceInvoice } from './service-invoice.tsx'
import { WorkStatus } from './service-status.tsx'

/** How far the work is, for whoever ordered it. */
export function WorkTab({ service }: { service: EngagementDetail }) {
  if (service.work.length === 0)
    return (
      <Card>
        <EmptyState icon={ListChecks} title="No work yet">
          Work starts when a quote is accepted.
        </EmptyState>
      </Card>
    )
  const done = service.work.filter(({ state }) => state === 'done').length
  return (
    <div className="grid gap-6">
      <Card>
        <CardHeader
          title={`${done} of ${service.work.length} milestones accepted`}
          description={`Total ${formatMoney(service.totalMinor ?? '0', service.currency)}, including ${formatMoney(service.taxMinor ?? '0', service.currency)} tax.`}
        />
        <CardBody className="grid gap-4">
          <Progress label="Milestones accepted" fraction={done / service.work.length} tone="good" />
          {service.deposit && (
            <p className="flex flex-wrap items-center gap-2 text-sm" data-testid="deposit">
              Deposit {formatMoney(service.deposit.amountMinor, service.currency)}
              <ServiceInvoice invoice={service.deposit} linked />
            </p>
          )}
        </CardBody>
      </Card>
      {service.changes.length > 0 && <ChangesCard service={service} />}
      {service.work.map((one) => (
        <MilestoneCard key={one.id} milestone={one} currency={service.currency} />
      ))}
    </div>
  )
}

const places = {
  dataset: '/data/$datasetId',
  model: '/models/$modelId',
  deployment: '/deployments/$deploymentId',
} as const

export const Deliverables = ({
  links,
  linked,
}: {
  links: EngagementMilestone['deliverables']
  linked: boolean
}) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
    {links.map((one) => (
      <li key={one.id}>
        <span className="text-faint">{one.kind} </span>
        {linked ? (
          <Link
            to={places[one.kind]}
            params={{ datasetId: one.subjectId, modelId: one.subjectId, deploymentId: one.subjectId }}
            className={linkLook}
          >
            {one.name}
          </Link>
        ) : (
          one.name
        )}
      </li>
    ))}
  </ul>
)

function MilestoneCard({ milestone, currency }: { milestone: EngagementMilestone; currency: string }) {
  const queries = useQueryClient()
  const { canManage, canWrite } = useSession()
  const [asking, setAsking] = useState(false)
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const accept = useMutation(
    trpc.service.acceptMilestone.mutationOptions({
      onSuccess: async () => {
        await refresh.onSuccess()
        toastDone(`“${milestone.title}” is accepted.`)
      },
    }),
  )
  const change = useMutation(trpc.service.askForChanges.mutationOptions(refresh))
  const milestoneId = milestone.id
  return (
    <Card data-testid="milestone">
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {milestone.title} <WorkStatus state={milestone.state} />
          </span>
        }
        description={`${formatMoney(milestone.amountMinor, currency)}${milestone.dueOn ? `, due ${milestone.dueOn}` : ''}`}
        actions={
          milestone.state === 'in_review' && (
            <>
              {canWrite && (
                <Button size="sm" onClick={() => setAsking(true)} data-testid="ask-for-changes">
                  Request changes
                </Button>
              )}
              {canManage && (
                <Button
                  size="sm"
                  look="primary"
                  pending={accept.isPending}
                  onClick={() => accept.mutate({ milestoneId })}
                  data-testid="accept-milestone"
                >
                  <Check />
                  Accept
                </Button>
              )}
            </>
          )
        }
      />
      <CardBody className="grid gap-3 empty:hidden">
        {accept.error && <p className="text-[13px] text-bad">{describeError(accept.error).message}</p>}
        {milestone.description && (
          <p className="whitespace-pre-line break-words text-soft text-sm">{milestone.description}</p>
        )}
        {milestone.tasks.length > 0 && (
          <ul className="grid gap-1.5">
            {milestone.tasks.map((task) => (
              <li key={task.id} className="flex flex-wrap items-center gap-2 text-sm">
                <WorkStatus state={task.state} />
                <span className="min-w-0 break-words">{task.title}</span>
                <span className="text-[13px] text-faint">
                  {[task.assignee, task.dueOn && `due ${task.dueOn}`].filter(Boolean).join(', ')}
                </span>
              </li>
            ))}
          </ul>
        )}
        {milestone.deliverables.length > 0 && <Deliverables links={milestone.deliverables} linked />}
        {milestone.invoice && <ServiceInvoice invoice={milestone.invoice} linked />}
      </CardBody>
      {asking && (
        <TextDialog
          title={`Request changes to “${milestone.title}”`}
          description="The milestone is reopened; its price does not change."
          label="What should change"
          action="Submit"
          long
          onClose={() => setAsking(false)}
          onSubmit={(text) => change.mutateAsync({ milestoneId, text })}
        />
      )}
    </Card>
  )
}
