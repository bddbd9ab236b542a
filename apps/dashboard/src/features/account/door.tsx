import type { ReactNode } from 'react'
import { usePageTitle } from '../../lib/hooks.ts'
import { Brand } from '../../ui/brand.tsx'
import { Card } from '../../ui/card.tsx'
import { LanguageSwitch } from '../../ui/language-switch.tsx'

/** The frame of every page in front of the product. */
export function Door({
  title,
  description,
  children,
  below,
}: {
  title: string
  description?: ReactNode
  children: ReactNode
  below?: ReactNode
}) {
  usePageTitle(title)
  return (
    <main className="grid min-h-dvh place-items-center bg-[radial-gradient(60rem_30rem_at_50%_-10rem,var(--accent-soft),transparent)] px-4 py-12">
      <div className="w-full max-w-[25rem]">
        <Brand className="mb-6 px-1 text-lg" />
        <Card className="p-6 shadow-float sm:p-7">
          <h1 className="font-semibold text-xl">{title}</h1>
          {description && <p className="mt-1 text-faint text-sm">{description}</p>}
          <div className="mt-5">{children}</div>
        </Card>
        {below && <p className="mt-5 text-center text-faint text-sm">{below}</p>}
        <p className="mt-5 text-center">
          <LanguageSwitch />
        </p>
      </div>
    </main>
  )
}
