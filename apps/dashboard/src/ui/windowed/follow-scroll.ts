/** Where a list stands: the scroller's own offset, and that of the content that is shown, in pixels. */
export type ScrollPlace = { scrollTop: number; offset: number }
export type ScrollSizes = {
  /** All rows one below the other. */
  content: number
  /** What the scroller is told; browsers lose count above some 16 million pixels. */
  canvas: number
  view: number
}

const mostPixels = 8_000_000
/** A longer way in one step is somebody who drags the scroll bar. */
const jumpViews = 2
/** So near an end the two offsets are brought together. */
const endViews = 30

export const canvasOf = (content: number): number => Math.min(content, mostPixels)

/**
 * Where the content stands after the scroller has moved. A list that fits the canvas follows it; a longer one moves
 * pixel by pixel under wheel and keys, and in proportion under a dragged scroll bar.
 */
export function followScroll(
  before: ScrollPlace,
  scrollTop: number,
  { content, canvas, view }: ScrollSizes,
): ScrollPlace {
  const [mostScroll, mostOffset] = [Math.max(0, canvas - view), Math.max(0, content - view)]
  if (content <= canvas) return { scrollTop, offset: scrollTop }
  if (scrollTop <= 0) return { scrollTop, offset: 0 }
  if (scrollTop >= mostScroll - 1) return { scrollTop, offset: mostOffset }
  const moved = scrollTop - before.scrollTop
  if (Math.abs(moved) > jumpViews * view) return { scrollTop, offset: (scrollTop / mostScroll) * mostOffset }
  const rest =
    moved < 0
      ? { scroll: before.scrollTop, offset: before.offset }
      : { scroll: mostScroll - before.scrollTop, offset: mostOffset - before.offset }
  const pace = rest.scroll < endViews * view && rest.scroll > 0 ? rest.offset / rest.scroll : 1
  return { scrollTop, offset: Math.min(mostOffset, Math.max(0, before.offset + moved * pace)) }
}

/** Where the scroller has to stand for the content to stand at `offset`. */
export function scrollTopFor(offset: number, { content, canvas, view }: ScrollSizes): number {
  if (content <= canvas) return offset
  return (offset / Math.max(1, content - view)) * (canvas - view)
}
