import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { canvasOf, followScroll, scrollTopFor } from './follow-scroll.ts'

export type RowWindow = {
  scroller: RefObject<HTMLDivElement | null>
  onScroll: () => void
  /** Height of what the scroller holds, in pixels. */
  canvas: number
  /** The rows to draw, those a little out of sight included; `last` is not one of them. */
  first: number
  last: number
  /** The first row in sight. */
  at: number
  /** Where a row is drawn on the canvas, in pixels from its top. */
  topOf: (row: number) => number
}

const overscan = 6

/** Which of any number of equally high rows are in sight, in a scroller that is asked for at row `start`. */
export function useWindow(count: number, rowHeight: number, start = 0): RowWindow {
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState(0)
  const [place, setPlace] = useState({ scrollTop: 0, offset: 0 })
  const content = count * rowHeight
  const canvas = canvasOf(content)
  const begun = useRef(false)

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const sizes = { content, canvas, view: element.clientHeight }
    setPlace((before) => followScroll(before, element.scrollTop, sizes))
  }, [content, canvas])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setView(element.clientHeight)
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || begun.current || count === 0) return
    begun.current = true
    if (start === 0) return
    const sizes = { content, canvas, view: element.clientHeight }
    const offset = Math.min(start * rowHeight, Math.max(0, content - sizes.view))
    element.scrollTop = scrollTopFor(offset, sizes)
    setPlace({ scrollTop: element.scrollTop, offset })
  }, [count, start, content, canvas, rowHeight])

  const at = Math.min(count, Math.floor(place.offset / rowHeight))
  return {
    scroller,
    onScroll,
    canvas,
    at,
    first: Math.max(0, at - overscan),
    last: Math.min(count, Math.ceil((place.offset + view) / rowHeight) + overscan),
    topOf: (row) => row * rowHeight - place.offset + place.scrollTop,
  }
}
