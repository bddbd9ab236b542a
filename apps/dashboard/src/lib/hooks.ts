import { useEffect, useState, useSyncExternalStore } from 'react'
import { nameThePage } from './brand.ts'

export function useDebounced<T>(value: T, delayMs = 250): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return settled
}

// One clock for every relative time on the page.
let now = new Date()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = new Date()
    for (const tell of listeners) tell()
  }, 20_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
function readClock() {
  if (Date.now() - now.getTime() > 20_000) now = new Date()
  return now
}
export const useNow = (): Date => useSyncExternalStore(subscribe, readClock)

export function usePageTitle(title: string): void {
  useEffect(() => {
    nameThePage(title)
  }, [title])
}
