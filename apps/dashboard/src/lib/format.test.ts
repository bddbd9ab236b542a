import { describe, expect, it } from 'vitest'
import { formatBytes, formatDays, formatDuration, formatRelative, formatTimeLeft } from './format.ts'

describe('format', () => {
  it('counts bytes in thousands, as disks and browsers do', () => {
    expect(formatBytes(0)).toBe('0 B')
    expect(formatBytes(999)).toBe('999 B')
    expect(formatBytes(503_663)).toBe('504 KB')
    expect(formatBytes(1_830_221)).toBe('1.8 MB')
  })

  it('shows durations in the unit that fits', () => {
    expect(formatDuration(0.0424)).toBe('42 ms')
    expect(formatDuration(8.41)).toBe('8.4 s')
    expect(formatDuration(61)).toBe('1 min 1 s')
    expect(formatDuration(7260)).toBe('2 h 1 min')
    expect(formatTimeLeft(0.2)).toBe('1 s')
    expect(formatTimeLeft(7.6)).toBe('8 s')
  })

  it('says a period of one day once', () => {
    const day = new Date('2026-11-23T12:00:00Z')
    expect(formatDays(day, day)).toBe('Nov 23, 2026')
    expect(formatDays(day, new Date('2026-12-23T12:00:00Z'))).toBe('Nov 23, 2026 – Dec 23, 2026')
  })

  it('tells near times relatively and far ones by date', () => {
    const now = new Date('2026-11-23T12:00:00Z')
    const before = (seconds: number) => formatRelative(new Date(now.getTime() - seconds * 1000), now)
    expect(before(5)).toBe('just now')
    expect(before(180)).toBe('3 minutes ago')
    expect(before(86_400)).toBe('yesterday')
    expect(before(86_400 * 60)).toMatch(/2026/)
  })
})
