import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { EditPlanInput, PlanVersionView } from '../../lib/views.ts'

/** The editor's text as typed; '' in a limit means unlimited, in the overage price a hard limit. */
export type PlanForm = {
  name: string
  description: string
  price: string
  included: string
  overage: string
  models: string
  rows: string
  minutes: string
  storage: string
  requests: string
}

const limitText = (limit: number | null) => (limit === null ? '' : String(limit))

export function formOf(name: string, version: PlanVersionView): PlanForm {
  const digits = currencyDigits(version.currency)
  return {
    name,
    description: version.description,
    price: shiftDecimal(version.monthlyPriceMinor, digits),
    included: String(version.includedPredictions),
    overage: version.overagePer1000Minor === null ? '' : shiftDecimal(version.overagePer1000Minor, digits),
    models: limitText(version.limits.models),
    rows: limitText(version.limits.rowsPerDataset),
    minutes: limitText(version.limits.trainingMinutesPerMonth),
    storage: limitText(version.limits.storageMb ?? null),
    requests: String(version.limits.requestsPerSecond),
  }
}

const whole = (typed: string): number | null => {
  const plain = typed.trim().replaceAll(',', '')
  return /^\d{1,12}$/.test(plain) ? Number(plain) : null
}

export type PlanFormErrors = Partial<Record<keyof PlanForm, string>>

/** What `editPlan` takes, or what is wrong per field. */
export function readPlanForm(
  planId: string,
  currency: string,
  form: PlanForm,
): { input: EditPlanInput } | { errors: PlanFormErrors } {
  const errors: PlanFormErrors = {}
  const price = parseMoney(form.price, currency)
  if (price === null) errors.price = 'An amount such as 49 or 49.90.'
  const overage = form.overage.trim() === '' ? null : parseMoney(form.overage, currency, 8)
  if (overage === null && form.overage.trim() !== '') errors.overage = 'An amount such as 1.20, or nothing.'
  const included = whole(form.included)
  if (included === null) errors.included = 'A whole number.'
  const requests = whole(form.requests)
  if (!requests) errors.requests = 'A whole number above zero.'
  const limits = { models: form.models, rows: form.rows, minutes: form.minutes, storage: form.storage }
  for (const key of ['models', 'rows', 'minutes', 'storage'] as const) {
    if (limits[key].trim() !== '' && whole(limits[key]) === null) {
      errors[key] = 'A whole number, or nothing for unlimited.'
    }
  }
  if (form.name.trim() === '') errors.name = 'A plan needs a name.'
  if (Object.keys(errors).length > 0 || price === null || included === null || !requests) return { errors }
  return {
    input: {
      planId,
      name: form.name.trim(),
      description: form.description.trim(),
      monthlyPriceMinor: price,
      includedPredictions: included,
      overagePer1000Minor: overage,
      limits: {
        models: whole(form.models),
        rowsPerDataset: whole(form.rows),
        trainingMinutesPerMonth: whole(form.minutes),
        requestsPerSecond: requests,
        storageMb: whole(form.storage),
      },
    },
  }
}
