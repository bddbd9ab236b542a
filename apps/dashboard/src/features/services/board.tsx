import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import type { EngagementWorkState, OperatorEngagementDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { BoardCard } from './board-card.tsx'
import { MilestonePanel } from './milestone-panel.tsx'
import { OperatorChanges } from './operator-changes.tsx'
import { ServiceInvoice } from './service-invoice.tsx'
import { workNames } from './service-status.tsx'

const columns: EngagementWorkState[] = ['todo', 'in_progress', 'in_review', 'done']

/** The work board: milestones and tasks by their state. Cards are moved by their buttons, so a keyboard does it too. */
export function Board({ service }: { service: OperatorEngagementDetail }) {
  const queries = useQueryClient()
  const options = {
    onSuccess: () => queries.invalidateQueries(trpc.operatorService.pathFilter()),
    onError: toastError,
  }
  const moveMilestone = useMutation(trpc.operatorService.moveMilestone.mutationOptions(options))
  const moveTask = useMutation(trpc.operatorService.updateTask.mutationOptions(options))
  if (service.work.length === 0)
    return (
      <Card>
        <EmptyState icon={ListChecks} title="No work yet">
          A quote’s milestones become work when the tenant accepts it.
        </EmptyState>
      </Card>
    )
  const open = service.state === 'active'
  return (
    <div className="grid gap-6">
      {service.deposit && (
        <p className="flex flex-wrap items-center gap-2 text-sm">
          Deposit {formatMoney(service.deposit.amountMinor, service.currency)}
          <ServiceInvoice invoice={service.deposit} linked={false} />
        </p>
      )}
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4" data-testid="board">
        {columns.map((state) => (
          <section
            key={state}
            aria-label={workNames[state]}
            className="grid content-start gap-2 rounded-xl border border-line bg-sunken/50 p-2.5"
            data-testid={`column-${state}`}
          >
            <h3 className="px-1 font-medium text-[13px] text-soft">{workNames[state]}</h3>
            <ul className="grid gap-2">
              {service.work.flatMap((milestone) => [
                ...(milestone.state === state
                  ? [
                      <BoardCard
                        key={milestone.id}
                        title={milestone.title}
                        note={[
                          'Milestone',
                          formatMoney(milestone.amountMinor, service.currency),
                          milestone.dueOn && `due ${milestone.dueOn}`,
                        ]}
                        state={state}
                        // What is accepted stays, and accepting is the tenant's.
                        last="in_review"
                        movable={open && state !== 'done'}
                        strong
                        onMove={(to) =>
                          to !== 'done' && moveMilestone.mutate({ milestoneId: milestone.id, state: to })
                        }
                      />,
                    ]
                  : []),
                ...milestone.tasks
                  .filter((task) => task.state === state)
                  .map((task) => (
                    <BoardCard
                      key={task.id}
                      title={task.title}
                      note={[milestone.title, task.assignee, task.dueOn && `due ${task.dueOn}`]}
                      state={state}
                      last="done"
                      movable={open}
                      onMove={(to) => moveTask.mutate({ taskId: task.id, state: to })}
                    />
                  )),
              ])}
            </ul>
          </section>
        ))}
      </div>
      {service.work.map((milestone) => (
        <MilestonePanel key={milestone.id} milestone={milestone} service={service} open={open} />
      ))}
      <OperatorChanges service={service} />
    </div>
  )
}
