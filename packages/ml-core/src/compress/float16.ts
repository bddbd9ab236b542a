/** The largest number that half precision holds. */
export const largestHalf = 65_504

const single = new Float32Array(1)
const bits = new Uint32Array(single.buffer)

/** IEEE 754 half precision, rounded to the nearest, ties to even. Values beyond `largestHalf` become infinite. */
export function toHalf(value: number): number {
  single[0] = value
  const x = bits[0]
  const sign = (x >>> 16) & 0x8000
  const exponent = ((x >>> 23) & 0xff) - 127 + 15
  const mantissa = x & 0x7fffff
  if (exponent >= 31) return sign | 0x7c00
  if (exponent <= 0) {
    // Too small for a normal number: the leading one becomes part of the mantissa. Under −10 nothing is left.
    if (exponent < -10) return sign
    return sign | rounded(mantissa | 0x800000, 14 - exponent)
  }
  // A mantissa that is rounded up past its end rightly raises the exponent.
  return sign + (exponent << 10) + rounded(mantissa, 13)
}

export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** The value without its last `shift` bits. */
function rounded(value: number, shift: number): number {
  const kept = value >>> shift
  const rest = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept
}
