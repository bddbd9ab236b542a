import type { PublicPageView } from '@assay/services/views'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { linkLook } from '../../ui/link.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'

const Trial = lazy(async () => ({
  default: (await import('../../ui/playground/public-trial.tsx')).PublicTrial,
}))

/** A deployment that answers, right here; its code is loaded when the section comes near. */
export function DemoSection({ demo }: { demo: PublicPageView }) {
  const section = useRef<HTMLElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true)
      },
      { rootMargin: '400px' },
    )
    if (section.current) watcher.observe(section.current)
    return () => watcher.disconnect()
  }, [])
  return (
    <section
      ref={section}
      id="demo"
      className="scroll-mt-16 border-line border-t bg-surface"
      aria-labelledby="demo-title"
    >
      <div className={`${siteWidth} grid grid-cols-[minmax(0,1fr)] gap-6 py-16 sm:py-20`}>
        <div className="flex flex-wrap items-end justify-between gap-4">
          <div className="grid gap-1">
            <h2 id="demo-title" className="font-semibold text-[28px] tracking-tight">
              Try it: {demo.title}
            </h2>
            <p className="text-[15px] text-soft">
              A live deployment, called the way your app would call yours.
            </p>
          </div>
          <a href={`/p/${demo.slug}`} className={linkLook}>
            See full details
          </a>
        </div>
        <div className="min-h-96">
          {near && (
            <Suspense>
              <Trial deployment={demo} />
            </Suspense>
          )}
        </div>
      </div>
    </section>
  )
}
