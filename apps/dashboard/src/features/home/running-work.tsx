import { Link } from '@tanstack/react-router'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useRunningWork } from './use-running-work.ts'

/** What is on its way, each with its progress; nothing while nothing is. */
export function RunningWork() {
  const work = useRunningWork()
  if (work.length === 0) return null
  return (
    <Card data-testid="running-work">
      <CardHeader title="Processing" />
      <ul className="border-line border-t">
        {work.map(({ id, what, name, fraction, link }) => (
          <li key={id} className="border-line border-b last:border-b-0">
            <Link
              {...link}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium text-sm">{name}</span>
                <span className="block text-[13px] text-faint">{what}</span>
              </span>
              <Progress fraction={fraction} label={`${what} of ${name}`} className="w-40" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
