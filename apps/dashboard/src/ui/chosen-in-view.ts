import { type RefObject, useEffect, useRef } from 'react'

const movesLittle = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * Brings what is chosen in a strip that scrolls sideways to its middle: on a narrow screen it may stand beyond the edge,
 * as after following a link to it. At once when the page opens, gently when another is chosen.
 */
export function useChosenInView(strip: RefObject<HTMLElement | null>, chosen: string): void {
  const isOpen = useRef(false)
  useEffect(() => {
    const list = strip.current
    const tab = list?.querySelector<HTMLElement>('[data-state=active], [data-status=active]')
    if (!chosen || !list || !tab) return
    const left = tab.getBoundingClientRect().left - list.getBoundingClientRect().left + list.scrollLeft
    list.scrollTo({
      left: left - (list.clientWidth - tab.offsetWidth) / 2,
      behavior: isOpen.current && !movesLittle() ? 'smooth' : 'instant',
    })
    isOpen.current = true
  }, [strip, chosen])
}
