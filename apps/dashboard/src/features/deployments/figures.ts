import { locale } from '../../lib/locale.ts'
import type { DeploymentFigures } from '../../lib/views.ts'

type Point = DeploymentFigures['points'][number]

export const ranges = ['1h', '24h', '7d', '30d'] as const
export type Range = (typeof ranges)[number]
export const rangeNames: Record<Range, string> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
}

export const errorsOf = (point: Point): number =>
  point.refused + point.limited + point.overloaded + point.failed

const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
const hour = new Intl.DateTimeFormat(locale, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** When a point begins, as short as its range allows. */
export const formatPoint = (at: Date, range: Range): string =>
  range === '1h' || range === '24h' ? time.format(at) : hour.format(at)

const columns = [
  ['answered', 'answered'],
  ['inputs', 'inputs'],
  ['refused', 'refused'],
  ['limited', 'over_limit'],
  ['overloaded', 'overloaded'],
  ['failed', 'failed'],
  ['coldStarts', 'cold_starts'],
  ['p50Ms', 'p50_ms'],
  ['p95Ms', 'p95_ms'],
  ['p99Ms', 'p99_ms'],
] as const satisfies readonly (readonly [keyof Point, string])[]

/** RFC 4180; times in UTC. Numbers and times alone, so that nothing needs quotes. */
export const figuresCsv = (points: readonly Point[]): string =>
  [
    ['at', ...columns.map(([, name]) => name)],
    ...points.map((point) => [point.at.toISOString(), ...columns.map(([key]) => point[key] ?? '')]),
  ]
    .map((row) => `${row.join(',')}\r\n`)
    .join('')
