import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2, Unlink } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { EngagementMilestone, OperatorEngagementDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ServiceInvoice } from './service-invoice.tsx'
import { WorkStatus } from './service-status.tsx'

const useRefresh = () => {
  const queries = useQueryClient()
  return {
    onSuccess: () => queries.invalidateQueries(trpc.operatorService.pathFilter()),
    onError: toastError,
  }
}

/** One milestone from the inside: its tasks, what was delivered for it, and its invoice. */
export function MilestonePanel({
  milestone,
  service,
  open,
}: {
  milestone: EngagementMilestone
  service: OperatorEngagementDetail
  open: boolean
}) {
  const refresh = useRefresh()
  const remove = useMutation(trpc.operatorService.removeTask.mutationOptions(refresh))
  const unlink = useMutation(trpc.operatorService.unlinkDeliverable.mutationOptions(refresh))
  return (
    <Card data-testid="milestone-panel">
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {milestone.title} <WorkStatus state={milestone.state} />
          </span>
        }
        actions={milestone.invoice && <ServiceInvoice invoice={milestone.invoice} linked={false} />}
      />
      <CardBody className="grid gap-4">
        <ul className="grid gap-1 empty:hidden">
          {milestone.tasks.map((task) => (
            <li key={task.id} className="flex items-center gap-2 text-sm">
              <WorkStatus state={task.state} />
              <span className="min-w-0 flex-1 break-words">{task.title}</span>
              {open && (
                <Button
                  look="ghost"
                  size="iconSm"
                  aria-label={`Remove the task ${task.title}`}
                  onClick={() => remove.mutate({ taskId: task.id })}
                >
                  <Trash2 />
                </Button>
              )}
            </li>
          ))}
        </ul>
        {open && <NewTask milestoneId={milestone.id} title={milestone.title} />}
        <ul className="grid gap-1 empty:hidden">
          {milestone.deliverables.map((one) => (
            <li key={one.id} className="flex items-center gap-2 text-sm" data-testid="deliverable">
              <span className="min-w-0 flex-1 break-words">
                <span className="text-faint">{one.kind}</span> {one.name}
              </span>
              <Button
                look="ghost"
                size="iconSm"
                aria-label={`Unlink ${one.name}`}
                onClick={() => unlink.mutate({ linkId: one.id })}
              >
                <Unlink />
              </Button>
            </li>
          ))}
        </ul>
        <LinkDeliverable milestone={milestone} service={service} />
      </CardBody>
    </Card>
  )
}

function NewTask({ milestoneId, title }: { milestoneId: string; title: string }) {
  const empty = { title: '', assignee: '', dueOn: '' }
  const [form, setForm] = useState(empty)
  const { onSuccess } = useRefresh()
  const add = useMutation(
    trpc.operatorService.addTask.mutationOptions({
      onSuccess: async () => {
        await onSuccess()
        setForm(empty)
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ milestoneId, title: form.title, assignee: form.assignee, dueOn: form.dueOn || null })
  }
  return (
    <form
      onSubmit={submit}
      aria-label={`New task for ${title}`}
      className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_9rem_10rem_auto]"
    >
      <TextField
        label="New task"
        className="max-sm:col-span-2"
        required
        maxLength={300}
        value={form.title}
        onType={(title) => setForm({ ...form, title })}
        testId="task-title"
      />
      <TextField
        label="Who"
        maxLength={120}
        value={form.assignee}
        onType={(assignee) => setForm({ ...form, assignee })}
      />
      <TextField label="Due" type="date" value={form.dueOn} onType={(dueOn) => setForm({ ...form, dueOn })} />
      <Button type="submit" pending={add.isPending} data-testid="add-task">
        <Plus />
        Add
      </Button>
      <FormError error={add.error} />
    </form>
  )
}

function LinkDeliverable({
  milestone,
  service,
}: {
  milestone: EngagementMilestone
  service: OperatorEngagementDetail
}) {
  const link = useMutation(trpc.operatorService.linkDeliverable.mutationOptions(useRefresh()))
  const linked = new Set(milestone.deliverables.map(({ subjectId }) => subjectId))
  const free = service.candidates.filter(({ subjectId }) => !linked.has(subjectId))
  if (free.length === 0) return null
  return (
    <Select
      aria-label={`Link a deliverable for ${milestone.title}`}
      placeholder="Link a deliverable"
      className="max-w-xs"
      value={undefined}
      onChange={(subjectId: string) => {
        const one = free.find((candidate) => candidate.subjectId === subjectId)
        if (one) link.mutate({ milestoneId: milestone.id, kind: one.kind, subjectId })
      }}
      options={free.map(({ subjectId, kind, name }) => ({ value: subjectId, label: `${kind} ${name}` }))}
    />
  )
}
