import type { PublicPlan } from '@assay/services/views'
import { Check } from 'lucide-react'
import { plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { featuresOf } from '../../lib/plan-features.ts'
import { basePrice, per } from '../../lib/price-choice.ts'
import { signUpIsOpen } from '../../lib/site-access.ts'
import type { BillingInterval, PricedVersion } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'

/** A plan, in the currency and interval that were chosen. */
export function PlanColumn({
  plan,
  version,
  interval,
}: {
  plan: PublicPlan
  version: PricedVersion
  interval: BillingInterval
}) {
  const price = basePrice(version, interval)
  // A plan that is not sold by the year is shown by the month.
  const shown = price === null ? 'month' : interval
  const costs = Number(version.monthlyPriceMinor) > 0
  const { trialDays, addOns, seats } = version.offer
  const money = (minor: string) => formatMoney(minor, version.currency)
  return (
    <Card className="flex h-full flex-col p-5" data-testid={`price-${plan.key}`}>
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-semibold text-lg">{plan.name}</h2>
        {costs && trialDays > 0 && <Badge tone="good">{plural(trialDays, 'day')} free</Badge>}
      </div>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-1.5">
        <span className="figure font-semibold text-3xl tracking-tight">
          {money(price ?? version.monthlyPriceMinor)}
        </span>
        <span className="text-faint text-sm">{per[shown]}</span>
      </p>
      <p className="mt-2 min-h-15 text-[13px] text-soft">{version.description}</p>
      {signUpIsOpen && (
        <Button look={costs ? 'primary' : 'secondary'} asChild className="mt-4 w-full">
          <a href="/sign-up">{costs && trialDays > 0 ? 'Try it free' : 'Get started'}</a>
        </Button>
      )}
      <ul className="mt-5 grid gap-2 text-[13px]">
        {featuresOf(version, shown).map((feature) => (
          <li key={feature} className="flex gap-2">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
            {feature}
          </li>
        ))}
      </ul>
      {(addOns.length > 0 || seats?.monthlyMinor) && (
        <dl className="mt-5 grid gap-2 border-line border-t pt-4 text-[13px]">
          {seats?.monthlyMinor && (
            <div className="flex justify-between gap-3">
              <dt className="text-soft">Extra seat</dt>
              <dd className="figure">
                {money(shown === 'year' ? (seats.yearlyMinor ?? seats.monthlyMinor) : seats.monthlyMinor)}
              </dd>
            </div>
          )}
          {addOns.map((addOn) => (
            <div key={addOn.key} className="flex justify-between gap-3">
              <dt className="text-soft" title={addOn.description}>
                {addOn.name}
              </dt>
              <dd className="figure">
                {money(shown === 'year' ? (addOn.yearlyMinor ?? addOn.monthlyMinor) : addOn.monthlyMinor)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}
