import type { PublicPlan } from '@assay/services/views'
import { lazy, Suspense, useState } from 'react'
import { currenciesOf, firstCurrency, versionIn, yearlySaving } from '../../lib/price-choice.ts'
import { signUpIsOpen, takesRequests } from '../../lib/site-access.ts'
import type { BillingInterval } from '../../lib/views.ts'
import { IntervalToggle } from '../../ui/interval-toggle.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'
import { CurrencyChoice } from './currency-choice.tsx'
import { PlanColumn } from './plan-column.tsx'
import { PriceSteps } from './price-steps.tsx'
import { Questions } from './questions.tsx'

const Calculator = lazy(async () => ({ default: (await import('./calculator.tsx')).Calculator }))

/** Everything that is sold, with what it costs. */
export function PricingPage({ plans }: { plans: readonly PublicPlan[] }) {
  const sold = currenciesOf(plans)
  const [currency, setCurrency] = useState(() => firstCurrency(sold, null, navigator.language))
  const [interval, setInterval] = useState<BillingInterval>('month')
  const versions = plans.map((plan) => versionIn(plan, currency))
  const saving = Math.max(0, ...versions.map((version) => yearlySaving(version) ?? 0))
  return (
    <div className={`${siteWidth} grid gap-16 py-14`}>
      <div className="grid gap-8">
        <div className="grid justify-items-center gap-4 text-center">
          <h1 className="text-balance font-semibold text-4xl tracking-[-0.02em]">
            Pay for predictions, not promises
          </h1>
          <p className="max-w-xl text-[17px] text-soft leading-7">
            Each plan includes an allowance. Beyond it, you pay for what is answered, and you can cap your
            monthly cost.
          </p>
          <div className="flex flex-wrap items-center justify-center gap-3">
            {versions.some((version) => version.offer.yearlyMinor !== null) && (
              <IntervalToggle value={interval} onChange={setInterval} saving={saving} />
            )}
            {sold.length > 1 && <CurrencyChoice sold={sold} value={currency} onChange={setCurrency} />}
          </div>
        </div>
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
          {plans.map((plan) => (
            <li key={plan.id}>
              <PlanColumn plan={plan} version={versionIn(plan, currency)} interval={interval} />
            </li>
          ))}
        </ul>
        <p className="text-center text-[13px] text-faint">
          {signUpIsOpen && takesRequests ? (
            <>
              Taxes are added where they apply. Prefer to have it built for you?{' '}
              <a href="/sign-up" className="font-medium text-accent-ink hover:underline">
                Ask for a quote
              </a>{' '}
              from your account.
            </>
          ) : (
            'Taxes are added where they apply.'
          )}
        </p>
      </div>
      <Suspense fallback={<div className="min-h-[30rem]" />}>
        <Calculator plans={plans} currency={currency} interval={interval} />
      </Suspense>
      <PriceSteps plans={plans} currency={currency} />
      <Questions plans={plans} />
    </div>
  )
}
