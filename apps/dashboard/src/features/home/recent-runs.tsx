import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TrainingStatus } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

export function RecentRuns() {
  const runs = useQuery(trpc.training.list.queryOptions({ offset: 0, limit: 5 }, { refetchInterval: 5_000 }))
  return (
    <Card>
      <CardHeader
        title="Recent training runs"
        actions={
          <Button size="sm" look="ghost" asChild>
            <Link to="/models" search={{ tab: 'runs' }}>
              All
            </Link>
          </Button>
        }
      />
      <QueryView query={runs} skeleton={<TableSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Boxes} title="No runs yet" className="pt-6 pb-10">
              Upload labelled data, then click “Train a model”.
            </EmptyState>
          ) : (
            <ul className="border-line border-t">
              {items.map((run) => (
                <li key={run.id} className="border-line border-b last:border-b-0">
                  <Link
                    to="/training/$jobId"
                    params={{ jobId: run.id }}
                    className="flex items-center gap-3 px-5 py-3 transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium text-sm">{run.modelName}</span>
                      <span className="block truncate text-[13px] text-faint">
                        {run.datasetName} · <Time at={run.createdAt} />
                      </span>
                    </span>
                    <TrainingStatus status={run.status} />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}
