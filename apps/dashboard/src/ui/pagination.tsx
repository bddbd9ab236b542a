import { ChevronLeft, ChevronRight } from 'lucide-react'
import { formatCount, plural } from '../lib/format.ts'
import { Button } from './button.tsx'

export function Pagination({
  page,
  size,
  total,
  onPage,
  noun = 'row',
  many = `${noun}s`,
}: {
  /** 1-based. */
  page: number
  size: number
  total: number
  onPage: (page: number) => void
  noun?: string
  many?: string
}) {
  const pages = Math.max(1, Math.ceil(total / size))
  const from = total === 0 ? 0 : (page - 1) * size + 1
  const to = Math.min(total, page * size)
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-3 border-line border-t px-5 py-2.5 text-[13px] text-faint"
    >
      <p className="figure" aria-live="polite">
        {total > 1 && `${formatCount(from)}–${formatCount(to)} of `}
        {plural(total, noun, many)}
      </p>
      {pages > 1 && (
        <div className="flex items-center gap-1.5">
          <Button
            size="iconSm"
            aria-label="Previous page"
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
          >
            <ChevronLeft />
          </Button>
          <Button
            size="iconSm"
            aria-label="Next page"
            disabled={page >= pages}
            onClick={() => onPage(page + 1)}
          >
            <ChevronRight />
          </Button>
        </div>
      )}
    </nav>
  )
}
