import { useSyncExternalStore } from 'react'
import { activeWorkspaceId } from './workspace-choice.ts'

const listeners = new Set<() => void>()
const keyOf = (what: string) => `assay.dismissed.${what}.${activeWorkspaceId() ?? ''}`

const read = (what: string): boolean => {
  try {
    return localStorage.getItem(keyOf(what)) !== null
  } catch {
    return false
  }
}

/** Puts something of this workspace out of sight in this browser, or back. */
export const dismiss = (what: string, away: boolean): void => {
  try {
    if (away) localStorage.setItem(keyOf(what), 'yes')
    else localStorage.removeItem(keyOf(what))
  } catch {
    // Without storage it is in sight again after a reload, and until then stays.
  }
  for (const tell of listeners) tell()
}

export const useDismissed = (what: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => read(what),
  )
