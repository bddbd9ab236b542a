import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** What to do next with what is on the page, said where it has just come to be. */
export const NextStep = ({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action: ReactNode
}) => (
  <section
    aria-label="Next step"
    className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-xl border border-accent/25 bg-accent-soft px-5 py-4"
    data-testid="next-step"
  >
    <div className="min-w-0">
      <p className="flex items-center gap-2 font-semibold text-accent-ink text-sm">
        <ArrowRight aria-hidden className="size-4" />
        {title}
      </p>
      <p className="mt-0.5 text-[13px] text-soft">{children}</p>
    </div>
    <div className="flex flex-wrap gap-2">{action}</div>
  </section>
)
