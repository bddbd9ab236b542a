import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { MigrationRow, PlanHistoryView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ListRows } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Td, Tr } from '../../ui/table.tsx'

/** Who is on an older version, and what each would pay on the current one. */
export function MigrationDialog({ plan, onClose }: { plan: PlanHistoryView; onClose: () => void }) {
  const queries = useQueryClient()
  const rows = useQuery(
    trpc.operator.previewMigration.queryOptions(
      { planId: plan.id },
      { gcTime: 0, refetchOnWindowFocus: false },
    ),
  )
  const [chosen, setChosen] = useState<readonly string[]>([])
  const move = useMutation(
    trpc.operator.migrateSubscribers.mutationOptions({
      onSuccess: async (results) => {
        setChosen([])
        const moved = results.filter((one) => one.state !== 'failed').length
        if (moved > 0) toastDone(`${plural(moved, 'subscriber')} moved or scheduled, and notified by e-mail.`)
        await Promise.all([
          rows.refetch(),
          queries.invalidateQueries(trpc.operator.plans.pathFilter()),
          queries.invalidateQueries(trpc.operator.subscriptions.pathFilter()),
        ])
      },
    }),
  )
  const toggle = (id: string, on: boolean) =>
    setChosen(on ? [...chosen, id] : chosen.filter((other) => other !== id))
  const failed = move.data?.filter((one) => one.state === 'failed') ?? []
  const act = (when: 'now' | 'renewal') =>
    move.mutate({ planId: plan.id, subscriptionIds: [...chosen], when })
  return (
    <FormDialog
      className="max-w-4xl"
      title={`Move subscribers of ${plan.name}`}
      description="In addition to the price, each row shows the cost of the subscriber's last 30 days of usage. Owners and admins are e-mailed about the move."
      cancel="Close"
      beside={
        <Button
          disabled={chosen.length === 0}
          pending={move.isPending}
          onClick={() => act('now')}
          data-testid="migrate-now"
        >
          Move now
        </Button>
      }
      action="Move at renewal"
      testId="migrate-renewal"
      work={move}
      byClickOnly
      valid={chosen.length > 0}
      onSubmit={() => act('renewal')}
      onClose={onClose}
    >
      <ListRows
        label="Subscribers on older versions"
        query={rows}
        columns={[
          { label: 'Choose', hidden: true },
          'Workspace',
          'Last 30 days',
          ...numericColumns('Pays now', 'Would pay'),
          'Renews',
        ]}
        row={(one) => (
          <MigrationLine
            key={one.subscriptionId}
            row={one}
            checked={chosen.includes(one.subscriptionId)}
            onChange={(on) => toggle(one.subscriptionId, on)}
          />
        )}
        empty={<p className="text-[13px] text-faint">Everyone is on the current version.</p>}
      />
      {failed.length > 0 && (
        <Notice tone="bad">
          {plural(failed.length, 'subscriber')} could not be moved: {failed[0]?.error}
        </Notice>
      )}
    </FormDialog>
  )
}

function MigrationLine({
  row,
  checked,
  onChange,
}: {
  row: MigrationRow
  checked: boolean
  onChange: (on: boolean) => void
}) {
  const sum = (recurring: string, usage: string) => {
    const every = row.interval === 'year' ? ' a year' : ''
    const used = usage === '0' ? '' : ` + ${formatMoney(usage, row.currency)}`
    return `${formatMoney(recurring, row.currency)}${every}${used}`
  }
  return (
    <Tr>
      <Td>
        {row.refusal === null && (
          <Checkbox checked={checked} onChange={onChange} label={`Move ${row.workspaceName}`} />
        )}
      </Td>
      <Td className="max-w-56">
        <span className="block truncate font-medium">{row.workspaceName}</span>
        <span className="block text-[13px] text-faint">
          {row.refusal ??
            (row.scheduledFor ? `moves on ${formatDay(row.scheduledFor)}` : `version ${row.version}`)}
        </span>
      </Td>
      <Td className="text-[13px] text-soft">
        {row.usage.length === 0
          ? 'no usage'
          : row.usage
              .map((one) => `${formatCount(one.quantity)} ${one.meter.replaceAll('_', ' ')}`)
              .join(', ')}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {sum(row.beforeRecurringMinor, row.beforeUsageMinor)}
      </Td>
      <Td align="right" className="whitespace-nowrap font-medium">
        {row.refusal === null ? sum(row.afterRecurringMinor, row.afterUsageMinor) : '–'}
      </Td>
      <Td className="whitespace-nowrap text-[13px] text-faint">{formatDay(row.renewsAt)}</Td>
    </Tr>
  )
}
