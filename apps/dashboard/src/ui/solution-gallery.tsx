import { Link } from '@tanstack/react-router'
import { Play, Upload } from 'lucide-react'
import { solutionWords } from '../lib/solutions.ts'
import { useStartSolution } from '../lib/start-solution.ts'
import type { SolutionId } from '../lib/views.ts'
import { toastError } from './action-toast.ts'
import { Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { Card } from './card.tsx'

/** Cards of ready-made solutions, each with its two ways to begin. */
export function SolutionGallery({
  ids,
  canWrite,
  heading = 'h2',
}: {
  ids: readonly SolutionId[]
  canWrite: boolean
  /** Of each card: one below the heading that stands over them. */
  heading?: 'h2' | 'h3'
}) {
  const start = useStartSolution()
  const begin = (solution: SolutionId) => start.mutate({ solution }, { onError: toastError })
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3" data-testid="solutions">
      {ids.map((id) => (
        <SolutionCard
          key={id}
          id={id}
          heading={heading}
          canWrite={canWrite}
          pending={start.isPending && start.variables.solution === id}
          locked={start.isPending}
          onStart={() => begin(id)}
        />
      ))}
    </ul>
  )
}

function SolutionCard({
  id,
  heading: Heading,
  canWrite,
  pending,
  locked,
  onStart,
}: {
  id: SolutionId
  heading: 'h2' | 'h3'
  canWrite: boolean
  pending: boolean
  locked: boolean
  onStart: () => void
}) {
  const { icon: Icon, title, does, kind } = solutionWords[id]
  return (
    <li className="grid">
      <Card className="relative flex flex-col gap-3 p-5 transition-shadow hover:shadow-float">
        <div className="flex items-start gap-3">
          <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent-ink">
            <Icon aria-hidden className="size-4.5" />
          </span>
          <div className="min-w-0 flex-1">
            <Heading className="font-semibold text-[15px] leading-6">
              <Link
                to="/start"
                search={{ solution: id }}
                className="rounded-md after:absolute after:inset-0 after:rounded-xl"
              >
                {title}
              </Link>
            </Heading>
            <Badge>{kind}</Badge>
          </div>
        </div>
        <p className="flex-1 text-[13px] text-soft">{does}</p>
        <div className="relative z-10 grid gap-2">
          <Button
            size="sm"
            look="primary"
            pending={pending}
            disabled={!canWrite || locked}
            onClick={onStart}
            aria-label={`Try with sample data: ${title}`}
            data-testid={`try-${id}`}
          >
            <Play />
            Try with sample data
          </Button>
          <Button size="sm" asChild>
            <Link
              to="/data"
              search={{ dialog: 'new', solution: id }}
              disabled={!canWrite}
              aria-label={`Use my own data: ${title}`}
            >
              <Upload />
              Use my own data
            </Link>
          </Button>
        </div>
      </Card>
    </li>
  )
}
