import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { SubscriptionView } from '../../lib/views.ts'
import { TextField } from '../../ui/text-field.tsx'
import type { TrainSettings } from './train-settings.ts'

/** Offers a search for better settings, with the time that it may take and what that is of the plan. */
export function SearchFields({
  settings,
  onChange,
}: {
  settings: TrainSettings
  onChange: (settings: TrainSettings) => void
}) {
  const subscription = useQuery(trpc.billing.subscription.queryOptions())
  const minutes = Number(settings.searchMinutes)
  return (
    <div className="grid gap-3 rounded-xl border border-line p-4">
      <label className="flex items-start gap-2.5 text-[13px]">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-accent"
          data-testid="search-settings"
          checked={settings.search}
          onChange={(event) => onChange({ ...settings, search: event.target.checked })}
        />
        <span>
          <span className="font-medium">Search for better settings</span>
          <span className="block text-faint">
            Tries many settings for each classifier on part of the data and continues with the best.
          </span>
        </span>
      </label>
      {settings.search && (
        <TextField
          label="Maximum minutes"
          hint={
            subscription.data && Number.isFinite(minutes) && minutes > 0
              ? costOf(subscription.data, minutes)
              : '0.1 to 1,440'
          }
          inputMode="decimal"
          testId="search-minutes"
          value={settings.searchMinutes}
          onType={(searchMinutes) => onChange({ ...settings, searchMinutes })}
        />
      )}
    </div>
  )
}

/** What so many minutes are of the plan's allowance, and their share of its price. */
function costOf({ plan }: SubscriptionView, minutes: number): string {
  const { limits, monthlyPriceMinor, currency } = plan.version
  const included = limits.trainingMinutesPerMonth
  if (included === null) return `The ${plan.name} plan has no training limit, so this costs nothing extra.`
  const share = `Up to ${minutes} of the ${formatCount(included)} monthly training minutes in the ${plan.name} plan`
  const worth = (Number(monthlyPriceMinor) * minutes) / included
  if (worth === 0) return `${share}; no charge.`
  return `${share}: ${formatMoney(worth.toFixed(4), currency)} of its price, at no extra cost.`
}
