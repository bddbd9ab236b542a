import { said } from '@assay/i18n/runtime'
import type { PublicPageView, PublicPlan } from '@assay/services/views'
import { ArrowRight } from 'lucide-react'
import { useBrand } from '../../lib/brand.ts'
import { signUpIsOpen } from '../../lib/site-access.ts'
import { Button } from '../../ui/button.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'
import { CallFigure } from './call-figure.tsx'
import { DemoSection } from './demo-section.tsx'
import { Promises } from './promises.tsx'
import { Steps } from './steps.tsx'
import { Teaser } from './teaser.tsx'

/** What is sold, to whoever is not signed in. */
export function LandingPage({ plans, demo }: { plans: readonly PublicPlan[]; demo: PublicPageView | null }) {
  const { tagline } = useBrand()
  return (
    <>
      <section className="relative overflow-hidden border-line border-b bg-[radial-gradient(50rem_26rem_at_70%_-6rem,var(--accent-soft),transparent)]">
        <div
          className={`${siteWidth} grid items-center gap-12 py-14 sm:py-20 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]`}
        >
          <div className="grid justify-items-start gap-6">
            <h1 className="text-balance font-semibold text-4xl leading-[1.1] tracking-[-0.025em] sm:text-[52px]">
              {said(tagline)}
            </h1>
            <p className="max-w-xl text-[17px] text-soft leading-7">
              Bring labelled examples. Get your own classifier, tested on rows it never saw, behind one HTTP
              endpoint. Pay only for the predictions it answers.
            </p>
            <div className="flex flex-wrap gap-3">
              {signUpIsOpen && (
                <Button look="primary" size="lg" asChild>
                  <a href="/sign-up">
                    Create an account
                    <ArrowRight />
                  </a>
                </Button>
              )}
              <Button size="lg" asChild>
                <a href={demo ? '#demo' : '/pricing'}>{demo ? 'Try a live demo' : 'See pricing'}</a>
              </Button>
            </div>
            <p className="text-[13px] text-faint">
              {signUpIsOpen ? 'No card needed to start.' : 'Accounts are by invitation at the moment.'}
            </p>
          </div>
          <CallFigure />
        </div>
      </section>
      <Steps />
      {demo && <DemoSection demo={demo} />}
      <Promises />
      <Teaser plans={plans} />
    </>
  )
}
