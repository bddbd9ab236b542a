import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'light' | 'dark' | 'system'
const key = 'assay.theme'
const listeners = new Set<() => void>()
const systemDark = matchMedia('(prefers-color-scheme: dark)')

function read(): ThemeChoice {
  try {
    const kept = localStorage.getItem(key)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system'
  }
}

const resolve = (choice: ThemeChoice) =>
  choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice

function apply() {
  document.documentElement.dataset['theme'] = resolve(read())
  for (const tell of listeners) tell()
}
systemDark.addEventListener('change', apply)

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(key, choice)
  } catch {
    document.documentElement.dataset['theme'] = resolve(choice)
    return
  }
  apply()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export function useTheme(): { choice: ThemeChoice; shown: 'light' | 'dark' } {
  const choice = useSyncExternalStore(subscribe, read)
  const shown = useSyncExternalStore(subscribe, () => resolve(read()))
  return { choice, shown }
}
