import type { DriftView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { formatMeasure, kindNames } from './drift-words.ts'

/** What is out of the usual now, and what was. */
export function DriftAlerts({ alerts }: Pick<DriftView, 'alerts'>) {
  return (
    <ListTable
      testId="drift-alerts"
      label="Drift alerts"
      query={{ data: alerts }}
      header={
        <CardHeader
          title="Alerts"
          description="You are notified once, when an alert is raised. It clears when its value is a fifth below the threshold."
        />
      }
      columns={[
        'Item',
        'Metric',
        ...numericColumns('Value'),
        { label: 'Threshold', align: 'right', wideOnly: true },
        { label: 'Since', wideOnly: true },
        'Status',
      ]}
      row={(one) => (
        <Tr key={one.id}>
          <Td className="max-w-64 break-words font-medium">{one.feature || 'Answers'}</Td>
          <Td>{kindNames[one.kind] ?? one.kind}</Td>
          <Td align="right">{formatMeasure(one.kind, one.value)}</Td>
          <Td align="right" className={wideOnly}>
            {formatMeasure(one.kind, one.threshold)}
          </Td>
          <Td className={`whitespace-nowrap text-soft ${wideOnly}`}>
            <Time at={one.raisedAt} />
          </Td>
          <Td>
            {one.clearedAt ? (
              <Badge>
                cleared <Time at={one.clearedAt} />
              </Badge>
            ) : (
              <Badge tone="bad" dot>
                open
              </Badge>
            )}
          </Td>
        </Tr>
      )}
    />
  )
}
