import { quoteName, quoteText, type Session, toNumber } from '../duck.ts'
import { withReader } from '../reader.ts'
import type { ColumnHistogram, ColumnProfile, DatasetProfile, VersionCharts } from '../schema/index.ts'

const mostColumns = 60
const aimedBars = 24

/** How the values of a version's numbers and dates, and the lengths of its texts, are spread. */
export async function chartVersion(input: { path: string; profile: DatasetProfile }): Promise<VersionCharts> {
  const source = `read_parquet(${quoteText(input.path)})`
  const columns = input.profile.columns.filter(isMeasured).slice(0, mostColumns)
  return withReader(async (session) => {
    const histograms: ColumnHistogram[] = []
    for (const column of columns) {
      const histogram = await histogramOf(session, source, column)
      if (histogram) histograms.push(histogram)
    }
    return { histograms }
  })
}

function isMeasured({ role, type, name, range, lengths }: ColumnProfile): boolean {
  // Names of files have lengths that say nothing.
  if (role === 'label' || (role === 'ignored' && type === 'text' && name === 'path')) return false
  return type === 'text' ? lengths !== null : range !== null
}

async function histogramOf(
  session: Session,
  source: string,
  { name, type }: ColumnProfile,
): Promise<ColumnHistogram | null> {
  const of = type === 'text' ? 'length' : type === 'date' ? 'date' : 'number'
  const own = quoteName(name)
  const value = of === 'length' ? `length(${own})` : of === 'date' ? `epoch_ms(${own})` : own
  const [ends = []] = await session.rows(
    `select min(v), max(v), quantile_disc(v, 0.01), quantile_disc(v, 0.99), bool_and(v = floor(v))
     from (select ${value}::double as v from ${source} where ${own} is not null and isfinite(${value}::double))`,
  )
  if (ends[0] === null || ends[0] === undefined) return null
  const [least, most, low, high] = [0, 1, 2, 3].map((at) => toNumber(ends[at]))
  const step = stepOf(low ?? 0, high ?? 0, ends[4] === true)
  const first = Math.floor((low ?? 0) / step)
  const last = Math.max(first, Math.floor((high ?? 0) / step))
  const counted = await session.rows(
    `select greatest(${first}, least(${last}, floor((${value})::double / ${step}::double)))::bigint as bar, count(*)
     from ${source} where ${own} is not null and isfinite(${value}::double) group by 1 order by 1`,
  )
  const counts = new Map(counted.map(([bar, count]) => [toNumber(bar), toNumber(count)]))
  const edge = (bar: number) => Number((bar * step).toPrecision(12))
  return {
    column: name,
    of,
    bars: Array.from({ length: last - first + 1 }, (_, index) => {
      const bar = first + index
      return {
        from: bar === first && (least ?? 0) < edge(bar) ? null : edge(bar),
        below: bar === last && (most ?? 0) >= edge(bar + 1) ? null : edge(bar + 1),
        count: counts.get(bar) ?? 0,
      }
    }),
  }
}

/** 1, 2 or 5 times a power of ten, so that some two dozen bars span `low` to `high`. */
function stepOf(low: number, high: number, isWhole: boolean): number {
  const rough = (high - low) / aimedBars
  if (!(rough > 0)) return isWhole ? 1 : 10 ** Math.floor(Math.log10(Math.max(Math.abs(high), 1e-6)))
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough) ?? rough
  return isWhole ? Math.max(1, step) : step
}
