const minuteMs = 60_000
const keptMinutes = 60

type Count = { name: string; done: number; failed: number }

/** Counts the jobs of the last hour by name, in minutes that fall out one by one. */
export const openJobCounts = (nowMs: () => number = Date.now) => {
  const minutes = new Map<number, Map<string, Count>>()
  const minuteNow = () => Math.floor(nowMs() / minuteMs)
  return {
    count: (name: string, outcome: 'done' | 'failed'): void => {
      const now = minuteNow()
      const minute = minutes.get(now) ?? new Map<string, Count>()
      const row = minute.get(name) ?? { name, done: 0, failed: 0 }
      row[outcome]++
      minute.set(name, row)
      minutes.set(now, minute)
    },
    lastHour: (): Count[] => {
      const total = new Map<string, Count>()
      const oldest = minuteNow() - keptMinutes
      for (const [at, minute] of minutes) {
        if (at <= oldest) {
          minutes.delete(at)
          continue
        }
        for (const { name, done, failed } of minute.values()) {
          const row = total.get(name) ?? { name, done: 0, failed: 0 }
          total.set(name, { name, done: row.done + done, failed: row.failed + failed })
        }
      }
      return [...total.values()]
    },
  }
}
