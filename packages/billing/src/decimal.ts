/** Digits behind the point: those of Stripe's `*_decimal` fields and of our numeric(38,12) columns. */
export const decimalPlaces = 12
const one = 10n ** BigInt(decimalPlaces)

/** An exact number as a whole count of 10⁻¹². */
export type Scaled = bigint

/** @throws RangeError for anything but an ordinary decimal number of at most 12 places. */
export const parseDecimal = (text: string): Scaled => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  const places = match?.[3]?.replace(/0+$/, '') ?? ''
  if (match === null || places.length > decimalPlaces)
    throw new RangeError(`Not a decimal number of at most ${decimalPlaces} places: ${text.slice(0, 64)}`)
  const size = BigInt(match[2] ?? '0') * one + BigInt(places.padEnd(decimalPlaces, '0'))
  return match[1] === '-' ? -size : size
}

/** The shortest text: `1.5`, `-0.000001`, `3`. */
export const formatDecimal = (value: Scaled): string => {
  const size = value < 0n ? -value : value
  const places = (size % one).toString().padStart(decimalPlaces, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${size / one}${places === '' ? '' : `.${places}`}`
}

export const scaledFromInteger = (value: bigint): Scaled => value * one

/** Division to the nearest whole number; halves away from zero, so that a credit mirrors its debit. */
export const divideHalfUp = (numerator: bigint, denominator: bigint): bigint => {
  if (denominator <= 0n) throw new RangeError('The denominator must be above zero.')
  if (numerator < 0n) return -divideHalfUp(-numerator, denominator)
  return (2n * numerator + denominator) / (2n * denominator)
}

/** Whole minor units, half up. */
export const roundToMinor = (value: Scaled): bigint => divideHalfUp(value, one)
