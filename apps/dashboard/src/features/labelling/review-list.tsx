import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Handshake } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { type HeldPage, usePagedQuery } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import type { DisputedItem, LabellingOverview } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { ItemContent } from './item-content.tsx'

/** Rows about which people differ, or that somebody flagged, to be settled. */
export function ReviewList({
  datasetId,
  overview,
  pages,
}: {
  datasetId: string
  overview: LabellingOverview
  pages: HeldPage
}) {
  const disputed = usePagedQuery(pages, 10, (window) =>
    trpc.labelling.disputed.queryOptions({ datasetId, ...window }),
  )
  return (
    <QueryView query={disputed} skeleton={<TableSkeleton rows={4} />}>
      {({ items, total }) =>
        total === 0 ? (
          <Card>
            <EmptyState icon={Handshake} title="No disagreements">
              Rows with conflicting labels or flagged for review wait here to be resolved.
            </EmptyState>
          </Card>
        ) : (
          <div className="grid gap-4">
            {items.map((item) => (
              <Dispute key={item.id} item={item} classes={overview.plan.classes} />
            ))}
            <Pagination {...disputed.paging} total={total} />
          </div>
        )
      }
    </QueryView>
  )
}

function Dispute({ item, classes }: { item: DisputedItem; classes: readonly string[] }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const settle = useMutation(
    trpc.labelling.settle.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.labelling.pathFilter()),
      onError: toastError,
    }),
  )
  const said = [...new Set(item.answers.map(({ label }) => label).filter((label) => label !== ''))]
  const choose = (label: string) => settle.mutate({ itemId: item.id, label })
  return (
    <Card data-testid="dispute">
      <CardBody className="grid gap-4">
        <ItemContent item={item} />
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-[13px] text-soft">
          {item.answers.map((answer) => (
            <li key={`${answer.name} ${answer.at.getTime()}`}>
              {answer.name}: <Badge>{answer.label === '' ? 'skipped' : answer.label}</Badge>
              {answer.flagged && <Badge tone="warn">for review</Badge>}
            </li>
          ))}
        </ul>
        {canWrite && (
          <div className="flex flex-wrap items-center gap-2">
            {said.map((label) => (
              <Button key={label} size="sm" pending={settle.isPending} onClick={() => choose(label)}>
                {label}
              </Button>
            ))}
            <Select
              aria-label="Another class"
              className="h-8 w-44"
              value={undefined}
              placeholder="Another class"
              onChange={choose}
              options={classes
                .filter((label) => !said.includes(label))
                .map((label) => ({ value: label, label }))}
            />
          </div>
        )}
      </CardBody>
    </Card>
  )
}
