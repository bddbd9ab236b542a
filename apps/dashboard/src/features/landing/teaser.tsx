import type { PublicPlan } from '@assay/services/views'
import { ArrowRight } from 'lucide-react'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { currenciesOf, firstCurrency, per, versionIn } from '../../lib/price-choice.ts'
import { signUpIsOpen } from '../../lib/site-access.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'

/** What each plan costs, in a line. */
export function Teaser({ plans }: { plans: readonly PublicPlan[] }) {
  const currency = firstCurrency(currenciesOf(plans), null, navigator.language)
  return (
    <section className={`${siteWidth} grid gap-8 py-16 sm:py-20`} aria-labelledby="teaser-title">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h2 id="teaser-title" className="font-semibold text-[28px] tracking-tight">
          Pricing
        </h2>
        <Button asChild>
          <a href="/pricing">
            All prices and a calculator
            <ArrowRight />
          </a>
        </Button>
      </div>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {plans.slice(0, 4).map((plan) => {
          const version = versionIn(plan, currency)
          return (
            <li key={plan.id}>
              <Card className="grid h-full content-start gap-2 p-5">
                <h3 className="font-semibold">{plan.name}</h3>
                <p className="flex flex-wrap items-baseline gap-x-1.5">
                  <span className="figure font-semibold text-2xl tracking-tight">
                    {formatMoney(version.monthlyPriceMinor, version.currency)}
                  </span>
                  <span className="text-faint text-sm">{per.month}</span>
                </p>
                <p className="text-[13px] text-soft">
                  {version.prepaid
                    ? 'Pay for what you use, from prepaid credits.'
                    : `${formatCount(version.includedPredictions)} predictions a month included`}
                </p>
              </Card>
            </li>
          )
        })}
      </ul>
      <div className="grid justify-items-center gap-5 rounded-2xl border border-line bg-[radial-gradient(40rem_16rem_at_50%_0,var(--accent-soft),transparent)] px-6 py-12 text-center">
        <p className="max-w-xl text-balance font-semibold text-2xl tracking-tight">
          Your first endpoint takes minutes and a labelled file.
        </p>
        {signUpIsOpen && (
          <Button look="primary" size="lg" asChild>
            <a href="/sign-up">
              Create an account
              <ArrowRight />
            </a>
          </Button>
        )}
      </div>
    </section>
  )
}
