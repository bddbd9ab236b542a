import { invalid } from '../http/errors.ts'
import type { Params } from '../http/params.ts'
import type { Tier } from '../model.ts'

interface Amount {
  amount: number | null
  decimal: string | null
}

/** `"0.50"` → `"0.5"`; a whole number also gives the integer field. */
function normalize(decimal: string): Amount {
  const text = decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal
  const plain = text.replace(/^0+(?=\d)/, '')
  return { amount: plain.includes('.') ? null : Number(plain), decimal: plain }
}

function readAmount(params: Params, name: string): Amount {
  const whole = params.int(name, 0)
  const decimal = params.decimal(`${name}_decimal`)
  if (whole !== undefined && decimal !== undefined)
    throw invalid(
      `You may only specify one of these parameters: ${name}, ${name}_decimal.`,
      params.name(name),
    )
  if (whole !== undefined) return { amount: whole, decimal: String(whole) }
  return decimal === undefined ? { amount: null, decimal: null } : normalize(decimal)
}

export function readUnitAmount(params: Params): Amount {
  const amount = readAmount(params, 'unit_amount')
  if (amount.decimal === null) params.lacks('unit_amount')
  return amount
}

/** Tiers in rising order; the last one, and only that, is open-ended. */
export function readTiers(params: Params): Tier[] {
  const tiers = (params.list('tiers') ?? params.lacks('tiers')).map((tier): Tier => {
    const unit = readAmount(tier, 'unit_amount')
    const flat = readAmount(tier, 'flat_amount')
    if (unit.decimal === null && flat.decimal === null) tier.lacks('unit_amount')
    const top = tier.required('up_to')
    return {
      flat_amount: flat.amount,
      flat_amount_decimal: flat.decimal,
      unit_amount: unit.amount,
      unit_amount_decimal: unit.decimal,
      up_to: top === 'inf' ? null : (tier.int('up_to', 1) ?? null),
    }
  })
  let below = 0
  for (const [index, tier] of tiers.entries()) {
    const last = index === tiers.length - 1
    if (last !== (tier.up_to === null))
      throw invalid('The last tier, and only the last, must have `up_to` of `inf`.', 'tiers')
    if (tier.up_to !== null && tier.up_to <= below)
      throw invalid('Tiers must be in order of rising `up_to`.', 'tiers')
    below = tier.up_to ?? below
  }
  if (tiers.length === 0) params.lacks('tiers')
  return tiers
}
