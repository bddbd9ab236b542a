import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

type Row = { standing: string; graceUntil: Date | null; resumesAt: Date | null }

const look = (standing: string): { tone: Tone; label: string } =>
  standing === 'restricted'
    ? { tone: 'bad', label: 'Restricted' }
    : standing === 'paused'
      ? { tone: 'neutral', label: 'Paused' }
      : { tone: 'warn', label: 'Grace' }

const nextOf = (one: Row): string => {
  if (one.standing === 'paused')
    return one.resumesAt ? `resumes ${formatDay(one.resumesAt)}` : 'until resumed manually'
  return one.standing === 'grace' && one.graceUntil
    ? `calls are refused from ${formatDay(one.graceUntil)}`
    : 'calls are refused'
}

/** Who owes, who is paused, and what happens next. */
export function DunningCard() {
  const dunning = useQuery(trpc.operator.dunning.queryOptions())
  return (
    <ListTable
      className="mb-6"
      testId="dunning-card"
      label="In dunning, or paused"
      query={dunning}
      header={
        <CardHeader
          title="In dunning, or paused"
          description="Failed payments by age, and paused subscriptions."
        />
      }
      columns={[
        'Workspace',
        'Plan',
        'Status',
        'Since',
        'What happens next',
        ...numericColumns('Owed'),
        'Next attempt',
      ]}
      row={(one) => (
        <Tr key={one.workspaceId}>
          <Td className="max-w-64 truncate font-medium">{one.workspaceName}</Td>
          <Td className="whitespace-nowrap text-soft">{one.plan}</Td>
          <Td>
            <Badge tone={look(one.standing).tone} dot>
              {look(one.standing).label}
            </Badge>
          </Td>
          <Td className="whitespace-nowrap text-[13px] text-faint">{formatDay(one.since)}</Td>
          <Td className="whitespace-nowrap text-[13px]">{nextOf(one)}</Td>
          <Td align="right">{formatMoney(one.owedMinor, one.currency)}</Td>
          <Td className="whitespace-nowrap text-[13px] text-faint">
            {one.nextAttemptAt ? formatDay(one.nextAttemptAt) : '–'}
          </Td>
        </Tr>
      )}
      empty="All payments received, and no subscriptions paused."
    />
  )
}
