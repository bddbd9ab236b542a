import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '../lib/class-names.ts'

const looks = {
  info: { icon: Info, look: 'border-line bg-sunken text-soft' },
  good: { icon: CircleCheck, look: 'border-good/25 bg-good-soft text-good' },
  warn: { icon: TriangleAlert, look: 'border-warn/25 bg-warn-soft text-warn' },
  bad: { icon: CircleAlert, look: 'border-bad/25 bg-bad-soft text-bad' },
} as const

export function Notice({
  tone = 'info',
  className,
  children,
  ...rest
}: ComponentProps<'div'> & { tone?: keyof typeof looks }) {
  const { icon: Icon, look } = looks[tone]
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={cn('flex items-start gap-2.5 rounded-lg border px-3.5 py-2.5 text-[13px]', look, className)}
      {...rest}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  )
}
