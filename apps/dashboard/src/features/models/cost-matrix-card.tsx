import type { DecisionPolicy } from '@assay/ml-core/schema'
import { useState } from 'react'
import { mostProbable, settled } from '../../lib/decision-policy.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Input } from '../../ui/field.tsx'
import { Td, Tr } from '../../ui/table.tsx'

/** Labels up to which a matrix can be filled in by hand. */
const mostLabels = 8

const readCost = (typed: string): number | null => {
  const value = Number(typed.trim().replace(',', '.'))
  return typed.trim() !== '' && Number.isFinite(value) && value >= 0 && value <= 1e9 ? value : null
}

/** What each confusion costs, by hand; the label of the least expected cost is then answered. */
export function CostMatrixCard({
  labels,
  policy,
  onPolicy,
}: {
  labels: readonly string[]
  policy: DecisionPolicy | null
  onPolicy: (policy: DecisionPolicy | null) => void
}) {
  const [typed, setTyped] = useState<string[][]>(() =>
    labels.map((_, actual) => labels.map((_label, answered) => (actual === answered ? '0' : '1'))),
  )
  if (labels.length > mostLabels) return null
  const costs = typed.map((row) => row.map(readCost))
  const valid = costs.every((row) => row.every((cost) => cost !== null))
  const inUse = policy?.choose.by === 'cost'
  const use = () => {
    const known = costs.map((row) => row.map((cost) => cost ?? 0))
    onPolicy({ ...(policy ?? mostProbable), choose: { by: 'cost', costs: known } })
  }
  return (
    <Card data-testid="cost-card">
      <CardHeader
        title="What an error costs"
        description="In any unit. Rows are true labels, columns are answers; the label with the lowest expected cost is answered."
      />
      <DataTable
        label="Costs by true label and answer"
        className="border-line border-t"
        columns={[
          'True label',
          ...labels.map((label) => ({ label: `answered “${label}”`, className: 'max-w-32 truncate' })),
        ]}
        rows={labels}
        row={(label, actual) => (
          <Tr key={label}>
            <Td className="max-w-40 truncate font-medium">{label}</Td>
            {labels.map((answer, answered) => (
              <Td key={answer} className="min-w-24">
                <Input
                  aria-label={`Cost of answering ${answer} when it is ${label}`}
                  inputMode="decimal"
                  className="h-8"
                  value={typed[actual]?.[answered] ?? ''}
                  aria-invalid={costs[actual]?.[answered] === null}
                  onChange={(event) =>
                    setTyped(
                      typed.map((row, r) =>
                        row.map((cell, c) => (r === actual && c === answered ? event.target.value : cell)),
                      ),
                    )
                  }
                />
              </Td>
            ))}
          </Tr>
        )}
      />
      <CardBody className="flex flex-wrap items-center gap-3 pt-4">
        <Button look={inUse ? 'secondary' : 'primary'} disabled={!valid} onClick={use}>
          Decide by these costs
        </Button>
        {inUse && (
          <Button look="ghost" onClick={() => onPolicy(settled({ ...policy, choose: mostProbable.choose }))}>
            Remove costs
          </Button>
        )}
      </CardBody>
    </Card>
  )
}
