import { formatCount, formatMs } from './format.ts'
import type { SlaReport } from './views.ts'

type Terms = NonNullable<SlaReport['terms']>
type Month = SlaReport['months'][number]

export const formatTerms = (terms: Terms): string =>
  `${formatCount(terms.requestsPerSecond)} calls a second, ${terms.availabilityBasisPoints / 100}\u00a0% answered, p95 within ${formatMs(terms.p95TargetMs)}`

const columns = [
  ['calls', 'calls'],
  ['answered', 'answered'],
  ['overloaded', 'overloaded'],
  ['failed', 'failed'],
  ['excluded', 'refused_not_counted'],
  ['availabilityBasisPoints', 'availability_basis_points'],
  ['availabilityTarget', 'availability_target_basis_points'],
  ['availability', 'availability'],
  ['p95Ms', 'p95_ms'],
  ['p95TargetMs', 'p95_target_ms'],
  ['p95', 'p95'],
] as const satisfies readonly (readonly [keyof Month, string])[]

/** RFC 4180. Numbers and fixed words alone, so that nothing needs quotes. */
export const slaCsv = (months: readonly Month[]): string =>
  [
    ['month', ...columns.map(([, name]) => name)],
    ...months.map((one) => [one.month, ...columns.map(([key]) => one[key] ?? '')]),
  ]
    .map((row) => `${row.join(',')}\r\n`)
    .join('')

/** "99.9" → 9990; null where it is no share with at most two places. */
export const parseBasisPoints = (text: string): number | null => {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (!found) return null
  const points = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return points >= 1 && points <= 10_000 ? points : null
}
