import { withCount } from '@assay/i18n/runtime'
import { locale } from './locale.ts'

const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' })

export const formatCount = (value: number): string => integer.format(value)
export const formatCompact = (value: number): string => compact.format(value)
export const formatDay = (date: Date): string => day.format(date)
/** A first invoice, paid ahead, has a period of no length. */
export const formatDays = (from: Date, to: Date): string =>
  formatDay(from) === formatDay(to) ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`
export const formatMoment = (date: Date): string => moment.format(date)
export const formatTimeOfDay = (date: Date): string => timeOfDay.format(date)

export function formatPercent(fraction: number, digits = 1): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(fraction)
}

export const formatScore = (value: number | null, digits = 3): string =>
  value === null ? '–' : value.toFixed(digits)

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${byteUnits[power] ?? 'B'}`
}

/** Limits of plans are counted in MB of 1,024 × 1,024 bytes. */
export const formatMegabytes = (mb: number): string =>
  mb >= 1024
    ? `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(mb / 1024)} GB`
    : `${formatCount(mb)} MB`

export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Below ten milliseconds with a digit more: there the steps of the histogram are finer than that. */
export const formatMs = (ms: number | null): string => {
  if (ms === null) return '–'
  return ms > 0 && ms < 10 ? `${Number(ms.toFixed(1))} ms` : formatDuration(ms / 1000)
}

/** Whole seconds, never fewer than one: an estimate is not more exact than that. */
export const formatTimeLeft = (seconds: number): string => formatDuration(Math.max(1, Math.round(seconds)))

const steps = [
  ['minute', 60, 3600],
  ['hour', 3600, 86_400],
  ['day', 86_400, 86_400 * 14],
] as const

/** "3 minutes ago" up to two weeks in either direction, a date beyond. */
export function formatRelative(date: Date, now: Date): string {
  const seconds = (date.getTime() - now.getTime()) / 1000
  const size = Math.abs(seconds)
  // The page's clock ticks slowly, so what happened this moment may lie a little ahead of it.
  if (size < 45) return 'just now'
  for (const [unit, length, until] of steps) {
    if (size < until) return relative.format(Math.round(seconds / length), unit)
  }
  return formatDay(date)
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  withCount(formatCount(count), count === 1, one, many)

/** 2026-11 → Nov 2026. */
export function formatMonth(month: string): string {
  const date = new Date(`${month.slice(0, 7)}-01T00:00:00Z`)
  return new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(date)
}

/** A UTC calendar day, 2026-11-23 → 23 Nov. */
export function formatCalendarDay(iso: string): string {
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`)
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(date)
}
