import { cn } from '../lib/class-names.ts'

export const Brand = ({ className }: { className?: string }) => (
  <span className={cn('inline-flex items-center gap-2 font-semibold text-[15px] tracking-tight', className)}>
    <svg viewBox="0 0 32 32" className="size-6 shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M9 23 16 8l7 15M11.6 18.2h8.8"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    Assay
  </span>
)
