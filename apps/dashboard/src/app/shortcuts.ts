import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** Typed after `g`, leads to a page. */
export const pageKeys = {
  h: { to: '/', label: 'Home' },
  t: { to: '/start', label: 'Ready-made solutions' },
  d: { to: '/data', label: 'Data' },
  m: { to: '/models', label: 'Models' },
  e: { to: '/deployments', label: 'Deployments' },
  b: { to: '/batches', label: 'Batches' },
  u: { to: '/usage', label: 'Usage' },
  i: { to: '/billing', label: 'Billing' },
  k: { to: '/settings/keys', label: 'API keys' },
  s: { to: '/settings', label: 'Settings' },
} as const

const isPageKey = (key: string): key is keyof typeof pageKeys => Object.hasOwn(pageKeys, key)

const storageKey = 'assay.shortcuts'
export const shortcutsAreOn = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    return true
  }
}
export const switchShortcuts = (on: boolean): void => {
  try {
    localStorage.setItem(storageKey, on ? 'on' : 'off')
  } catch {
    // Without storage they stay on.
  }
}

/** How long `g` waits for its second key. */
const waitMs = 1_200

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
const isOverlaid = (): boolean =>
  document.querySelector('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null

/** Single keys while nobody types and nothing lies over the page; ⌘K and Ctrl K always. */
export function useShortcuts(actions: {
  togglePalette: () => void
  openPalette: () => void
  openHelp: () => void
}) {
  const router = useRouter()
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    let sinceMs = Number.NEGATIVE_INFINITY
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        latest.current.togglePalette()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.isComposing)
        return
      if (!shortcutsAreOn() || isTyping(event.target) || isOverlaid()) return
      const follows = performance.now() - sinceMs < waitMs
      sinceMs = Number.NEGATIVE_INFINITY
      if (follows && isPageKey(event.key)) {
        event.preventDefault()
        void router.navigate({ to: pageKeys[event.key].to })
      } else if (event.key === 'g') sinceMs = performance.now()
      else if (event.key === '?') latest.current.openHelp()
      else if (event.key === '/') {
        event.preventDefault()
        const search = document.querySelector<HTMLInputElement>('main input[type=search]')
        if (search) search.focus()
        else latest.current.openPalette()
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router])
}
