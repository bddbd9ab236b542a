import { useIsFetching } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { cn } from '../lib/class-names.ts'
import { PageSkeleton } from './skeleton.tsx'

/** What was kept is there at once: no skeleton for a blink. */
const blinkMs = 120
/** Whatever is slower than this may come later. */
const mostMs = 2_500

/**
 * Holds back a page made of many answers until the first of each is there, so that nothing moves under the reader's
 * eyes. What fails or takes long holds up nobody.
 */
export function Settled({ children }: { children: ReactNode }) {
  const waiting = useIsFetching({ predicate: ({ state }) => state.data === undefined })
  const [shown, setShown] = useState(false)
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    if (shown || waiting > 0) return
    // What is asked for next, once these answers are drawn, is asked for by then.
    const timer = setTimeout(() => setShown(true), 20)
    return () => clearTimeout(timer)
  }, [waiting, shown])
  useEffect(() => {
    const timers = [setTimeout(() => setIsLong(true), blinkMs), setTimeout(() => setShown(true), mostMs)]
    return () => timers.forEach(clearTimeout)
  }, [])
  return (
    <>
      {!shown && isLong && <PageSkeleton />}
      <div className={cn(!shown && 'invisible h-0 overflow-hidden')}>{children}</div>
    </>
  )
}
