import { cn } from '../lib/class-names.ts'
import { Card } from './card.tsx'

export const Skeleton = ({ className }: { className?: string }) => (
  <div
    aria-hidden
    className={cn('h-4 animate-[shimmer_1.6s_ease-in-out_infinite] rounded-md bg-sunken', className)}
  />
)

const widths = ['w-2/5', 'w-1/3', 'w-1/2', 'w-1/4', 'w-5/12', 'w-2/6']

export const TableSkeleton = ({ rows = 6 }: { rows?: number }) => (
  <div role="status" aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className="flex h-[53px] items-center gap-8 border-line border-b px-5 last:border-b-0">
        <Skeleton className={widths[row % widths.length] ?? 'w-1/3'} />
        <Skeleton className="ml-auto w-16" />
        <Skeleton className="hidden w-20 sm:block" />
      </div>
    ))}
  </div>
)

export const CardSkeleton = ({ className }: { className?: string }) => (
  <Card className={cn('grid content-start gap-3 p-5', className)} role="status" aria-label="Loading">
    <Skeleton className="w-1/3" />
    <Skeleton className="h-8 w-1/2" />
    <Skeleton className="w-2/3" />
  </Card>
)

/** All of a page that is on its way: also what a reader hears has a heading. */
export const PendingPage = () => (
  <>
    <h1 className="sr-only">Loading</h1>
    <PageSkeleton />
  </>
)

/** The same while there is no frame yet that it could stand in. */
export const PendingFrame = () => (
  <main className="p-6">
    <PendingPage />
  </main>
)

export const PageSkeleton = () => (
  <div className="grid gap-6">
    <div className="grid gap-2 py-1">
      <Skeleton className="h-7 w-56" />
      <Skeleton className="w-80 max-w-full" />
    </div>
    <div className="grid gap-4 sm:grid-cols-3">
      <CardSkeleton />
      <CardSkeleton />
      <CardSkeleton />
    </div>
    <Card>
      <TableSkeleton />
    </Card>
  </div>
)
