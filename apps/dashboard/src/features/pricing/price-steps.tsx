import { type Meter, meters } from '@assay/billing/rating'
import type { PublicPlan } from '@assay/services/views'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { versionIn } from '../../lib/price-choice.ts'
import { Card } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

const names: Record<Meter, string> = {
  predictions: 'Prediction',
  batch_rows: 'Batch row',
  training_seconds: 'Training second',
  storage_gb_hours: 'GB-hour of storage',
}

type Step = { plan: string; meter: Meter; from: number; unit: string; volume: boolean; currency: string }

const stepsOf = (plans: readonly PublicPlan[], currency: string): Step[] =>
  plans.flatMap((plan) => {
    const version = versionIn(plan, currency)
    return meters.flatMap((meter): Step[] => {
      const price = version.prices[meter]
      const of = { plan: plan.name, meter, currency: version.currency }
      if (!price) {
        if (meter !== 'predictions' || version.overagePer1000Minor === null) return []
        const unit = String(Number(version.overagePer1000Minor) / 1000)
        return [{ ...of, from: version.includedPredictions, unit, volume: false }]
      }
      return price.tiers.map((tier, at) => ({
        ...of,
        from: price.included + (at === 0 ? 0 : (price.tiers[at - 1]?.upTo ?? 0)),
        unit: tier.unitMinor,
        volume: price.mode === 'volume' && price.tiers.length > 1,
      }))
    })
  })

/** What a unit costs beyond the allowance, step by step. */
export function PriceSteps({ plans, currency }: { plans: readonly PublicPlan[]; currency: string }) {
  const steps = stepsOf(plans, currency)
  if (steps.length === 0) return null
  return (
    <section aria-labelledby="steps-title" className="grid gap-5">
      <h2 id="steps-title" className="font-semibold text-2xl tracking-tight">
        Beyond the allowance
      </h2>
      <Card>
        <DataTable
          label="Prices beyond the allowance"
          columns={['Plan', 'Unit', ...numericColumns('Beyond', 'Unit price')]}
          rows={steps}
          row={(step) => (
            <Tr key={`${step.plan} ${step.meter} ${step.from}`}>
              <Td className="font-medium">{step.plan}</Td>
              <Td className="text-soft">
                {names[step.meter]}
                {step.volume && <span className="text-faint"> (all units at the tier reached)</span>}
              </Td>
              <Td align="right" className="figure">
                {formatCount(step.from)}
              </Td>
              <Td align="right" className="figure">
                {formatMoney(step.unit, step.currency, { maxDigits: 8 })}
              </Td>
            </Tr>
          )}
        />
      </Card>
    </section>
  )
}
